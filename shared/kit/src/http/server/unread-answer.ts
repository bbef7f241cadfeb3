/** Clients that do not read their answer: what waits for them is memory of ours, and a process that stops waits for them, too. */
import type { ServerResponse } from "node:http";

/** A link so slow that it takes nothing in this time is of no use to its reader either. */
const stuckMs = 60_000;

/**
 * From now on the connection is cut when nothing of what waits for its reader has been taken for so long, or for twice
 * as long at most: Node looks once in each. Any byte that is taken begins the time anew, and so does whatever is written.
 */
export function cutUnread(response: ServerResponse, ms = stuckMs): void {
  if (response.listenerCount("timeout") === 0) response.on("timeout", cut);
  response.setTimeout(ms);
}

/** To be called when an answer has been given whole. Of most the system has taken all by then: they cost nothing. */
export function watchRest(response: ServerResponse): void {
  if (response.writableLength > 0) cutUnread(response);
}

/** A response that waits for its service is as quiet. */
function cut(this: ServerResponse): void {
  const { socket } = this.req;
  if (socket.writableLength > 0) socket.destroy();
}
