/** The end of a server under load: no request fails because its connection is closed. */
import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import { setImmediate as immediate, setTimeout as pause } from "node:timers/promises";

/** How long clients are given to be told by an answer that their connection ends, and to look whether we are ready. */
const partMs = 3_000;
/** Whoever has asked nothing for so long is not about to. */
const restMs = 1_000;

/**
 * A connection that is closed while its client sends the next request is a failed request: clients that are at work
 * get `Connection: close` with an answer first, and new ones are still let in until their balancer has looked.
 */
export async function partWithClients(requestedAt: () => number): Promise<void> {
  const until = performance.now() + partMs;
  // That nobody is connected says nothing: whoever was told that its connection ends comes again over a new one.
  while (performance.now() < until && performance.now() - requestedAt() <= restMs) await pause(50);
}

/** Takes no new connection and ends each one as soon as it has nothing to answer. */
export async function drain(server: Server, running: readonly ServerResponse[]): Promise<void> {
  const closed = once(server, "close");
  // Right after what has come has been let in: what waits at a door that is closed is refused.
  await immediate();
  // Not the HTTP server's own, which cuts a connection whose first request is about to be read.
  NetServer.prototype.close.call(server);
  // To Node a connection is idle, and may be destroyed, when its answer has been given, though not all of it is sent.
  const isSending = (): boolean => running.some(({ writableEnded }) => writableEnded);
  const idle = setInterval(() => {
    if (!isSending()) server.closeIdleConnections();
  }, 250);
  await closed;
  clearInterval(idle);
}
