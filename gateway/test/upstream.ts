/** A service that can be made to behave badly, and remembers what reached it. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly rawHeaders: readonly string[];
  /** Empty until the whole body has arrived. */
  body: string;
  isAborted: boolean;
};

export type FakeService = AsyncDisposable & {
  readonly url: string;
  readonly received: Received[];
  readonly connectionCount: () => number;
  /** What it does from now on. */
  answer: RequestListener;
};

export const answerJson: RequestListener = (request, response) => {
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ path: request.url }));
};

export async function startFakeService(port = 0): Promise<FakeService> {
  const received: Received[] = [];
  let connections = 0;
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    const { method = "", url = "", headers, rawHeaders } = request;
    const entry: Received = { method, url, headers, rawHeaders, body: "", isAborted: false };
    received.push(entry);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => (entry.body = Buffer.concat(chunks).toString()));
    request.on("error", () => undefined);
    response.on("close", () => (entry.isAborted = !response.writableFinished));
    fake.answer(request, response);
  });
  server.on("connection", () => (connections += 1));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const fake: FakeService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    connectionCount: () => connections,
    answer: answerJson,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return fake;
}
