/** A way to a service on which an answer can be lost. */
import { request as send, type IncomingMessage, type ServerResponse } from "node:http";
import { startServer } from "./http.ts";

export type LosingWire = AsyncDisposable & {
  readonly url: string;
  /** The next answer to a request with this idempotency key does not arrive; what it asked for is done. */
  readonly loseAnswer: (key: string) => void;
};

export async function openLosingWire(target: string): Promise<LosingWire> {
  const lost = new Set<string>();
  const wire = await startServer((request, response) => pass(target, request, response, lost));
  return {
    url: wire.url,
    loseAnswer: (key) => void lost.add(`"${key}"`),
    [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose](),
  };
}

function pass(target: string, request: IncomingMessage, response: ServerResponse, lost: Set<string>): void {
  const isLost = lost.delete(String(request.headers["idempotency-key"]));
  const sent = send(target + request.url, { method: request.method, headers: request.headers }, (answer) => {
    if (isLost) return void answer.resume().once("end", () => response.destroy());
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  sent.once("error", () => response.destroy());
  response.once("close", () => !isLost && sent.destroy());
  request.pipe(sent);
}
