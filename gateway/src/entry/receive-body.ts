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

export type BodySender = {
  /** Whose bodies count together. */
  readonly id: string;
  /** How full the room for all may be for this one to be taken in. */
  readonly share: number;
};

/**
 * Throws 408 `request.body_timeout` when the body is late, 413 `request.too_large`, 503 `service.overloaded` when there
 * is no room for it, or its sender has taken theirs, and what the parser found wrong with it.
 */
export type ReceiveBody = (transit: Transit, route: Route, sender: BodySender) => Promise<Body>;

export type BodyLimits = {
  /** How long a body may take to arrive. */
  readonly timeoutMs?: number;
  /** Bytes that all bodies may hold together; whoever comes then is told to try again. */
  readonly bytesInAll?: number;
  /** The same of one sender, so that none of them closes the way for all others. */
  readonly bytesPerSender?: number;
};

/** Where larger bodies are taken, one sender may have so many of them at once. */
const largeBodies = 3;

export function createBodyReceiver({
  timeoutMs = 10_000,
  bytesInAll = 64 * 1024 * 1024,
  bytesPerSender = 4 * 1024 * 1024,
}: BodyLimits = {}): ReceiveBody {
  let held = 0;
  const heldBy = new Map<string, number>();
  const hold = (id: string, bytes: number): number => {
    held += bytes;
    const own = (heldBy.get(id) ?? 0) + bytes;
    if (own > 0) heldBy.set(id, own);
    else heldBy.delete(id);
    return own;
  };

  const read = async ({ request, response }: Transit, limit: number, sender: BodySender): Promise<Buffer> => {
    const most = Math.max(bytesPerSender, largeBodies * limit);
    let taken = 0;
    response.once("close", () => hold(sender.id, -taken));
    return readBytes(request, {
      limit,
      timeoutMs,
      onPart(bytes) {
        taken += bytes;
        if (hold(sender.id, bytes) > most || held > bytesInAll * sender.share) throw overloaded();
      },
    });
  };

  return async (transit, route, sender) => {
    const { request } = transit;
    if (!hasBody(request)) return undefined;
    const problem = breakOf(request);
    if (problem) throw problem;
    if (route.streamsBody) return "stream";
    askForBody(transit);
    const bytes = await read(transit, route.bodyLimit, sender);
    return bytes.length > 0 ? bytes : undefined;
  };
}
