/** Clients that do not read their answer: what waits for them is memory of ours, and a process that stops waits for them, too. */
import type { ServerResponse } from "node:http";

/**
 * From now on the connection is cut when nothing of what waits for its reader has been taken for so long, or for twice
 * as long at most: Node looks once in each. Any byte that is taken begins the time anew, and so does whatever is written.
 */
export function cutStuckReader(response: ServerResponse, ms: number): void {
  if (response.listenerCount("timeout") === 0) response.on("timeout", cut);
  response.setTimeout(ms);
}

/** A response that waits for its service is as quiet. */
function cut(this: ServerResponse): void {
  const { socket } = this.req;
  if (socket.writableLength > 0) socket.destroy();
}
