import type { RequestListener } from "node:http";
import { startServer } from "@shop/testing/http";
import { expect, onTestFinished, test } from "vitest";
import { request } from "../src/net/http-request.ts";

async function serve(answer: RequestListener): Promise<URL> {
  const server = await startServer(answer);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return new URL("/thing?a=b", server.url);
}
const soon = (ms = 5_000) => AbortSignal.timeout(ms);

test("an answer is whole: status, headers and text in UTF-8 that came in pieces", async () => {
  const [first, second] = [
    Buffer.from("gr\u00fc\u00df").subarray(0, 3),
    Buffer.from("gr\u00fc\u00df").subarray(3),
  ];
  const url = await serve((incoming, response) => {
    response.writeHead(201, { "X-Asked": `${incoming.method} ${incoming.url}` }).write(first);
    setTimeout(() => response.end(second), 20);
  });
  const answer = await request(url, { method: "PUT", body: "x", signal: soon() });
  expect(answer).toMatchObject({
    status: 201,
    text: "gr\u00fc\u00df",
    headers: { "x-asked": "PUT /thing?a=b" },
  });
});

test("connections are kept and used again, also after a request that was given up", async () => {
  const ports = new Set<number | undefined>();
  let isSilent = false;
  const url = await serve((incoming, response) => {
    ports.add(incoming.socket.remotePort);
    if (!isSilent) response.end("ok");
  });
  for (let count = 0; count < 10; count++) await request(url, { signal: soon() });
  // The next request may be there before the last connection is free again.
  expect(ports.size).toBeLessThanOrEqual(2);
  isSilent = true;
  await expect(request(url, { signal: soon(50) })).rejects.toMatchObject({ name: "TimeoutError" });
  isSilent = false;
  expect((await request(url, { signal: soon() })).text).toBe("ok");
});

test("whoever waits for a free connection is told when its time is over, and is not sent any more", async () => {
  const answers: (() => void)[] = [];
  const url = await serve((_incoming, response) => answers.push(() => response.end("ok")));
  const busy = Array.from({ length: 64 }, () => request(url, { signal: soon() }));
  await expect.poll(() => answers.length).toBe(64);
  const startedAt = performance.now();
  await expect(request(url, { signal: soon(50) })).rejects.toMatchObject({ name: "TimeoutError" });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  for (const answer of answers) answer();
  await Promise.all(busy);
  const later = request(url, { signal: soon() });
  await expect.poll(() => answers.length).toBe(65);
  answers[64]!();
  expect((await later).text).toBe("ok");
});

test("a signal that has ended sends nothing", async () => {
  let asked = 0;
  const url = await serve((_incoming, response) => {
    asked++;
    response.end();
  });
  await expect(request(url, { signal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow(
    "too late",
  );
  expect(asked).toBe(0);
});

test.each([
  ["breaks off", "Content-Length", "10"],
  ["breaks off between chunks", "Transfer-Encoding", "chunked"],
])("an answer that %s is an error, not half an answer", async (_how, name, value) => {
  const url = await serve((incoming, response) => {
    response.writeHead(200, { [name]: value }).write("half");
    setTimeout(() => incoming.socket.destroy(), 20);
  });
  await expect(request(url, { signal: soon() })).rejects.toThrow(/closed|terminated|ECONNRESET/);
});

test("an answer that is too long is cut, and a redirect is not followed", async () => {
  const url = await serve((incoming, response) => {
    if (incoming.method === "GET") response.writeHead(302, { Location: "/elsewhere" }).end();
    else response.end(Buffer.alloc(17 * 1024 * 1024));
  });
  await expect(request(url, { method: "POST", signal: soon() })).rejects.toThrow("more than");
  await expect(request(url, { signal: soon() })).rejects.toThrow("redirects are not followed");
});
