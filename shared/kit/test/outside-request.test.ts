/** Receivers that are slow, endless, elsewhere or not what they seem: none holds or harms who asks. */
import { once } from "node:events";
import { createServer as createSocketServer, type AddressInfo } from "node:net";
import type { LookupAddress } from "node:dns";
import type { ServerResponse } from "node:http";
import { startServer } from "@shop/testing/http";
import { expect, onTestFinished, test } from "vitest";
import { createOutsideRequests, type Resolve } from "../src/net/outside-request.ts";

const sent = { headers: { "content-type": "application/json" }, body: "{}" };

function open(options: Partial<Parameters<typeof createOutsideRequests>[0]> = {}) {
  const requests = createOutsideRequests({ allowsPrivate: true, deadlineMs: 500, ...options });
  onTestFinished(() => requests[Symbol.asyncDispose]());
  return requests;
}

async function receiver(answer: (response: ServerResponse) => void) {
  const seen = { requests: 0, sockets: new Set<unknown>() };
  const server = await startServer((request, response) => {
    seen.requests += 1;
    seen.sockets.add(request.socket);
    request.resume().once("end", () => answer(response));
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { url: new URL("/hook?a=b", server.url), seen };
}

const names: Readonly<Record<string, readonly string[]>> = {
  "inside.example": ["10.0.0.7"],
  "both.example": ["93.184.215.14", "127.0.0.1"],
  "mapped.example": ["::ffff:127.0.0.1"],
  "cloud.example": ["169.254.169.254"],
};

const resolve: Resolve = async (hostname) =>
  (names[hostname] ?? [hostname]).map((address): LookupAddress => ({
    address,
    family: address.includes(":") ? 6 : 4,
  }));

test("the status is the answer, and a connection is used again", async () => {
  const { url, seen } = await receiver((response) => response.writeHead(418).end("short"));
  const requests = open();
  for (let time = 0; time < 20; time += 1) expect(await requests.post(url, sent)).toBe(418);
  expect(seen.sockets.size).toBeLessThan(10);
});

test("a redirect is an answer like any other: nobody goes there", async () => {
  const there = await receiver((response) => response.end());
  const { url } = await receiver((response) => response.writeHead(307, { Location: there.url.href }).end());
  expect(await open().post(url, sent)).toBe(307);
  expect(there.seen.requests).toBe(0);
});

test("whoever says nothing is given up, also where the connection is all there is", async () => {
  const silent = await receiver(() => undefined);
  await expect(open().post(silent.url, sent)).rejects.toMatchObject({ kind: "timeout" });
  const mute = createSocketServer(() => undefined).listen(0, "127.0.0.1");
  await once(mute, "listening");
  onTestFinished(() => void mute.close());
  const { port } = mute.address() as AddressInfo;
  const tls = new URL(`https://127.0.0.1:${port}/`);
  await expect(open().post(tls, sent)).rejects.toMatchObject({ kind: "timeout" });
});

test("a head that comes a byte at a time has no more time than any other", async () => {
  const dripping = createSocketServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nX: ");
    const drip = setInterval(() => socket.write("x"), 20);
    socket.on("error", () => undefined).once("close", () => clearInterval(drip));
  }).listen(0, "127.0.0.1");
  await once(dripping, "listening");
  onTestFinished(() => void dripping.close());
  const { port } = dripping.address() as AddressInfo;
  await expect(open().post(new URL(`http://127.0.0.1:${port}`), sent)).rejects.toMatchObject({
    kind: "timeout",
  });
});

test("of an answer without end a little is taken, and the connection is cut", async () => {
  let taken = 0;
  const closed = Promise.withResolvers<void>();
  const { url } = await receiver((response) => {
    const piece = Buffer.alloc(64 * 1024);
    const more = (): void => {
      while (!response.destroyed && response.write(piece)) taken += piece.length;
    };
    response.on("drain", more).on("error", () => undefined);
    response.once("close", closed.resolve);
    more();
  });
  expect(await open().post(url, sent)).toBe(200);
  await closed.promise;
  expect(taken).toBeLessThan(16 * 1024 * 1024);
});

test("a body that never ends is cut a second after its head", async () => {
  const closed = Promise.withResolvers<void>();
  const { url } = await receiver((response) => {
    response.writeHead(200).write("a little");
    response.once("close", closed.resolve);
  });
  expect(await open().post(url, sent)).toBe(200);
  await closed.promise;
});

test("a head that is too large, no HTTP, a closed port, a name that nobody knows: a fault with its kind", async () => {
  const large = await receiver((response) =>
    response.socket?.end(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}\r\n\r\n`),
  );
  await expect(open().post(large.url, sent)).rejects.toMatchObject({ kind: "protocol" });
  const strange = await receiver((response) => response.socket?.end("SSH-2.0-OpenSSH\r\n"));
  await expect(open().post(strange.url, sent)).rejects.toMatchObject({ kind: "protocol" });
  await expect(open().post(new URL("http://127.0.0.1:1/"), sent)).rejects.toMatchObject({
    kind: "connection",
  });
  const unknown = () => Promise.reject(Object.assign(new Error("?"), { code: "ENOTFOUND" }));
  const nobody = open({ resolve: unknown }).post(new URL("http://nobody.example/"), sent);
  await expect(nobody).rejects.toMatchObject({ kind: "dns" });
  const plain = await receiver((response) => response.end());
  const asTls = new URL(plain.url.href.replace("http:", "https:"));
  await expect(open().post(asTls, sent)).rejects.toMatchObject({ kind: "tls" });
});

const inside = [
  "http://127.0.0.1",
  "http://localhost",
  "http://2130706433",
  "http://0x7f.1",
  "http://0177.0.0.1",
  "http://[::1]",
  "http://[::ffff:127.0.0.1]",
  "http://0.0.0.0",
];

test.each(inside)("what leads to this machine as %s is not connected to", async (origin) => {
  const { url, seen } = await receiver((response) => response.end());
  const target = new URL(`${origin}:${url.port}/`);
  const requests = open({ allowsPrivate: false });
  expect(await requests.isPrivate(target)).toBe(true);
  await expect(requests.post(target, sent)).rejects.toMatchObject({ kind: "private_address" });
  expect(seen.requests).toBe(0);
});

test.each(Object.keys(names))("the name %s has a private address, and is not connected to", async (name) => {
  const { url, seen } = await receiver((response) => response.end());
  const target = new URL(`http://${name}:${url.port}/`);
  const requests = open({ allowsPrivate: false, resolve });
  expect(await requests.isPrivate(target)).toBe(true);
  await expect(requests.post(target, sent)).rejects.toMatchObject({ kind: "private_address" });
  expect(seen.requests).toBe(0);
});

test("a name that was public when it was looked at is looked at again when it is connected to", async () => {
  const { url, seen } = await receiver((response) => response.end());
  let address = "93.184.215.14";
  const requests = open({ allowsPrivate: false, resolve: async () => [{ address, family: 4 }] });
  const target = new URL(`http://rebinding.example:${url.port}/`);
  expect(await requests.isPrivate(target)).toBe(false);
  address = "127.0.0.1";
  await expect(requests.post(target, sent)).rejects.toMatchObject({ kind: "private_address" });
  expect(seen.requests).toBe(0);
});

test("many who wait for one slow name look it up once", async () => {
  let looks = 0;
  const slow: Resolve = async () => {
    looks += 1;
    await new Promise((done) => setTimeout(done, 100));
    return [{ address: "127.0.0.1", family: 4 }];
  };
  const { url } = await receiver((response) => response.end());
  const requests = open({ resolve: slow });
  const target = new URL(`http://slow.example:${url.port}/`);
  const statuses = await Promise.all(Array.from({ length: 8 }, () => requests.post(target, sent)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(looks).toBe(1);
});
