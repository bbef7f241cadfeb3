/**
 * What happens to the rest of a body when its answer is sent before it has all arrived: it is read and dropped, so
 * that the connection can be used again, and a sender who does not come to an end loses the connection.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

/** A sender is given this long to notice its answer and to stop. */
const lingerMs = 2_000;

/** To be called once for every request, before anything is answered. */
export function dropUnread(request: IncomingMessage, response: ServerResponse): void {
  response.once("close", () => {
    const { socket } = request;
    if (request.complete || socket.destroyed) return;
    drop(request);
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    request.once("close", () => clearTimeout(timer));
  });
}

/**
 * Sends an answer's only part. A connection that is to be closed stays open until the body has arrived or its time
 * is up: bytes that meet a closed socket make the system throw away the answer that the sender has not read yet.
 */
export function endAnswer(response: ServerResponse, body?: string | Uint8Array): void {
  const request = response.req;
  if (request.complete || response.shouldKeepAlive) {
    response.end(body);
    return;
  }
  if (body === undefined) response.flushHeaders();
  else response.write(body);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, lingerMs);
  request.once("close", end);
  drop(request);
}

function drop(request: IncomingMessage): void {
  request.unpipe();
  request.resume();
}
