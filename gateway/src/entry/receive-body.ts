/**
 * Takes a request's body in before a service is asked, so that a sender who is slow, or sends half and stops, holds
 * nothing but its own connection. Only uploads that are streamed by contract are passed on as they come.
 */
import { hasBody, readBytes } from "@shop/kit/http/server/body";
import { overloaded } from "@shop/kit/http/server/refusals";
import { askForBody, type Transit } from "./transit.ts";
import type { Route } from "../routing/route-table.ts";
import { breakOf } from "./server.ts";

/** The bytes of a body, or "stream" for one that is passed on as it comes; undefined when a request has none. */
export type Body = Uint8Array | "stream" | undefined;

/**
 * Throws 408 `request.body_timeout` when the body is late, 413 `request.too_large`, 503 `service.overloaded` when there
 * is no room for it, and what the parser found wrong with it.
 */
export type ReceiveBody = (transit: Transit, route: Route) => Promise<Body>;

export type BodyLimits = {
  /** How long a body may take to arrive. */
  readonly timeoutMs?: number;
  /** Bytes that all bodies may hold together; whoever comes then is told to try again. */
  readonly bytesInAll?: number;
};

export function createBodyReceiver({
  timeoutMs = 10_000,
  bytesInAll = 64 * 1024 * 1024,
}: BodyLimits = {}): ReceiveBody {
  let held = 0;

  const read = async (transit: Transit, limit: number): Promise<Buffer> => {
    const { request, response } = transit;
    let own = 0;
    response.once("close", () => {
      held -= own;
    });
    askForBody(transit);
    return readBytes(request, {
      limit,
      timeoutMs,
      onPart(bytes) {
        own += bytes;
        held += bytes;
        if (held > bytesInAll) throw overloaded();
      },
    });
  };

  return async (transit, route) => {
    const { request } = transit;
    if (!hasBody(request)) return undefined;
    const problem = breakOf(request);
    if (problem) throw problem;
    if (route.streamsBody) return "stream";
    const bytes = await read(transit, route.bodyLimit);
    return bytes.length > 0 ? bytes : undefined;
  };
}
