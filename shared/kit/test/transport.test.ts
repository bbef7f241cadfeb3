/** What a service hears from another one through the typed client's transport. */
import { once } from "node:events";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createServiceTransport, type TransportOptions } from "../src/http/transport.ts";

let open: AsyncDisposableStack;
beforeEach(() => {
  open = new AsyncDisposableStack();
});
afterEach(() => open.disposeAsync());

async function start(answer: RequestListener, options: Partial<TransportOptions> = {}) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  open.defer(() => {
    server.close().closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { send } = open.use(createServiceTransport({ name: "other", url, ...options }));
  return (path = "/", signal?: AbortSignal) => send({ method: "GET", path, headers: {}, signal });
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test("an answer is read whole, however it comes", async () => {
  const ask = await start((_request, response) => {
    response.writeHead(201, { "Surrogate-Key": "a b", "X-Twice": ["1", "2"] });
    response.write("one ");
    setTimeout(() => response.end("two"), 20);
  });
  const { status, header, bytes } = await ask();
  expect([status, header("surrogate-key"), header("x-twice"), header("absent")]).toEqual([
    201,
    "a b",
    "1,2",
    undefined,
  ]);
  expect(textOf(await bytes())).toBe("one two");
});

test("an answer without a body is empty", async () => {
  const ask = await start((_request, response) => response.writeHead(204).end());
  expect((await (await ask()).bytes()).length).toBe(0);
});

test("what is read as it comes arrives part by part, and its connection ends with its reader", async () => {
  let sending: ServerResponse | undefined;
  const ask = await start((_request, response) => (sending = response).write("1"));
  const { parts } = await ask("/", new AbortController().signal);
  const seen: string[] = [];
  for await (const part of parts()) {
    seen.push(textOf(part));
    if (seen.length === 3) break;
    sending?.write(String(seen.length + 1));
  }
  expect(seen).toEqual(["1", "2", "3"]);
  await once(sending!, "close");
  expect(sending?.writableFinished).toBe(false);
});

test("a reader that is slow holds the sender up, and loses nothing", async () => {
  const bytes = 8 * 1024 * 1024;
  let sent: ServerResponse | undefined;
  const ask = await start((_request, response) => void (sent = response).end(Buffer.alloc(bytes, "x")));
  const { parts } = await ask("/", new AbortController().signal);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(sent?.writableFinished).toBe(false);
  let got = 0;
  for await (const part of parts()) got += part.length;
  expect(got).toBe(bytes);
});

test("the end of an answer is heard, also when it comes in the moment in which its reader goes on", async () => {
  const ask = await start((request, response) => {
    response.end(Buffer.alloc(Number(request.url?.slice(1)), "x"));
  });
  // More than is held, and less than is held and lies in the socket.
  for (const bytes of [350_000, 400_000, 450_000, 500_000]) {
    const { parts } = await ask(`/${bytes}`, new AbortController().signal);
    let got = 0;
    for await (const part of parts()) {
      if (got === 0) await pause(100);
      got += part.length;
    }
    expect(got).toBe(bytes);
  }
});

test("silence ends with the time, before and after the answer has begun", async () => {
  const ask = await start(() => undefined, { timeoutMs: 100 });
  await expect(ask()).rejects.toThrow("did not come in time");
  const begin = await start((_request, response) => void response.writeHead(200).write("half"), {
    timeoutMs: 1_500,
  });
  const { bytes } = await begin();
  await expect(bytes()).rejects.toThrow("did not come in time");
});

test("who has asked may leave at any time", async () => {
  const ask = await start((_request, response) => void response.writeHead(200).write("half"));
  const leaving = new AbortController();
  const { bytes } = await ask("/", leaving.signal);
  leaving.abort(new Error("left"));
  await expect(bytes()).rejects.toThrow("left");
  await expect(ask("/", leaving.signal)).rejects.toThrow("left");
});

test("an answer that breaks off is no answer", async () => {
  const ask = await start((_request, response) => {
    response.writeHead(200, { "Content-Length": "100" });
    response.write("half", () => response.destroy());
  });
  const { bytes } = await ask();
  await expect(bytes()).rejects.toThrow(/other side closed|terminated/);
});

test("what a service says of itself is heard while it fails, until it is left alone for a while", async () => {
  let asked = 0;
  const ask = await start((_request, response) => {
    asked += 1;
    response.writeHead(503, { "Retry-After": "1" }).end("busy");
  });
  for (let round = 0; round < 20; round += 1) {
    const { status, bytes } = await ask();
    expect([status, textOf(await bytes())]).toEqual([503, "busy"]);
  }
  const before = asked;
  await expect(ask()).rejects.toThrow(/open/i);
  expect(asked).toBe(before);
});
