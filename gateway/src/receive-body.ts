/**
 * Takes a request's body in before a service is asked, so that a sender who is slow, or sends half and stops, holds
 * nothing but its own connection. Only uploads that are streamed by contract are passed on as they come.
 */
import { hasBody, readBytes } from "@shop/kit/http/body";
import { AppError } from "@shop/kit/errors";
import type { Exchange } from "./exchange.ts";
import type { Route } from "./route-table.ts";
import { breakOf } from "./server.ts";

/** Undefined: there is none. */
export type Body = Uint8Array | "stream" | undefined;

export type ReceiveBody = (exchange: Exchange, route: Route) => Promise<Body>;

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

  /** Throws 408, 413, or 503 when there is no room for more. */
  const read = async ({ request, response, awaitsContinue }: Exchange, limit: number): Promise<Buffer> => {
    let own = 0;
    response.once("close", () => {
      held -= own;
    });
    if (awaitsContinue) response.writeContinue();
    return readBytes(request, {
      limit,
      timeoutMs,
      onPart(bytes) {
        own += bytes;
        held += bytes;
        if (held > bytesInAll) throw noRoom();
      },
    });
  };

  return async (exchange, route) => {
    const { request } = exchange;
    if (!hasBody(request)) return undefined;
    const problem = breakOf(request);
    if (problem) throw problem;
    if (route.class === "streams") return "stream";
    const bytes = await read(exchange, route.bodyLimit);
    return bytes.length > 0 ? bytes : undefined;
  };
}

const noRoom = () =>
  new AppError("unavailable", "service.overloaded", "Too busy just now: try again", {
    headers: { "Retry-After": "1" },
  });
