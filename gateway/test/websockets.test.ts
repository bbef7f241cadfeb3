/** WebSockets through the gateway: to a real WebSocket server, and to services that do not keep their word. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { soon } from "@shop/testing/soon";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import {
  bearerOf,
  startGateway,
  statusesOf,
  tokens,
  type GatewayOptions,
  type RunningGateway,
} from "./gateway.ts";

let server: Server;
let echo: WebSocketServer;
const open: AsyncDisposable[] = [];
beforeEach(async () => {
  server = createServer((_request, response) => response.writeHead(404).end());
  echo = new WebSocketServer({ server });
  echo.on("connection", (socket) => {
    socket.on("error", () => undefined);
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]();
  for (const client of echo.clients) client.terminate();
  server.close();
  server.closeAllConnections();
});

async function start(options: Partial<GatewayOptions> = {}): Promise<RunningGateway> {
  const { port } = server.address() as AddressInfo;
  const gateway = await startGateway({ serviceUrl: `http://127.0.0.1:${port}`, ...options });
  open.push(gateway);
  return gateway;
}

const dial = (gateway: RunningGateway, path = "/talk/1", headers: Record<string, string> = {}): WebSocket =>
  new WebSocket(gateway.url.replace("http", "ws") + path, { headers });

/** The status with which the gateway refused to open it. */
async function refusalOf(socket: WebSocket): Promise<number> {
  socket.on("error", () => undefined);
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
  return response.statusCode;
}

const opening = (path: string, ...more: string[]): string =>
  [
    `GET ${path} HTTP/1.1`,
    "Host: a",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ...more,
    "",
    "",
  ].join("\r\n");

test("what either side says arrives, large or small, and so does the end", async () => {
  const socket = dial(await start());
  await once(socket, "open");
  for (const size of [1, 70_000, 3_000_000]) {
    socket.send(Buffer.alloc(size, "x"));
    const [data] = (await once(socket, "message")) as [Buffer];
    expect(data.length).toBe(size);
  }
  socket.close(4_001, "done");
  expect((await once(socket, "close"))[0]).toBe(4_001);
});

test("the service is told who asks, as of any other request", async () => {
  const gateway = await start();
  const heard = once(echo, "connection");
  const socket = dial(gateway, "/talk/7?page=1", {
    "X-User-Id": "forged",
    "X-Request-Id": "my-own-request-id",
  });
  const [, request] = (await heard) as [WebSocket, { url: string; headers: Record<string, string> }];
  expect(request.url).toBe("/talk/7?page=1");
  expect(request.headers).toMatchObject({
    "x-forwarded-for": "127.0.0.1",
    "x-request-id": "my-own-request-id",
  });
  expect(request.headers).not.toHaveProperty("x-user-id");
  await once(socket, "open");
  socket.terminate();
});

test("what is sent right behind the request is not lost", async () => {
  const gateway = await start();
  // A masked text frame that says "hi".
  const frame = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]).toString("latin1");
  const socket: Socket = connect(gateway.port, "127.0.0.1").setEncoding("latin1");
  let heard = "";
  socket.on("data", (chunk: string) => (heard += chunk)).write(opening("/talk/1") + frame, "latin1");
  await soon(() => expect(heard).toContain("hi"));
  socket.destroy();
});

test("who may not, or asks for what is not there, is refused with a problem, and the connection ends", async () => {
  const gateway = await start();
  expect(await refusalOf(dial(gateway, "/my-talk"))).toBe(401);
  expect(await refusalOf(dial(gateway, "/my-talk", { authorization: await bearerOf("guest") }))).toBe(403);
  const answer = await gateway.raw(opening("/my-talk", "Authorization: Bearer x"));
  expect(statusesOf(answer)).toEqual(["401"]);
  expect(answer).toContain("application/problem+json");
  const welcome = dial(gateway, "/my-talk", {
    authorization: `Bearer ${await tokens.sign({ roles: ["customer"] })}`,
  });
  await once(welcome, "open");
  welcome.terminate();
});

test("a path that becomes no WebSocket answers as if nobody had asked for one", async () => {
  const gateway = await start();
  expect(statusesOf(await gateway.raw(opening("/products", "Connection: close")))).toEqual(["404"]);
  expect(statusesOf(await gateway.raw(opening("/nowhere")))).toEqual(["404"]);
});

test("a path that becomes a WebSocket says so to whoever asks for something else", async () => {
  const gateway = await start();
  const response = await gateway.get("/talk/1");
  expect([response.status, response.headers.get("upgrade")]).toEqual([426, "websocket"]);
  const withBody = opening("/talk/1", "Content-Length: 3") + "abc";
  expect(statusesOf(await gateway.raw(withBody))).toEqual(["400"]);
});

test("who asks behind a request that is not answered yet is answered in turn, and hurts nobody", async () => {
  const gateway = await start();
  const first = ["GET /products HTTP/1.1", "Host: a", "", ""].join("\r\n");
  expect(statusesOf(await gateway.raw(first + opening("/talk/1")))).toEqual(["404", "426"]);
  expect((await gateway.get("/products")).status).toBe(404);
});

test("a service that does not open it, is silent, or is away gives a right answer", async () => {
  echo.options.verifyClient = (_info, done) => done(false, 403);
  expect(await refusalOf(dial(await start()))).toBe(403);
  echo.close();
  server.removeAllListeners("upgrade");
  server.on("upgrade", () => undefined);
  expect(await refusalOf(dial(await start()))).toBe(504);
  expect(await refusalOf(dial(await start({ serviceUrl: "http://127.0.0.1:1" })))).toBe(503);
});

test("a client that leaves without a word ends the service's side, and the other way round", async () => {
  const gateway = await start();
  const first = dial(gateway);
  await once(first, "open");
  first.terminate();
  await vi.waitFor(() => expect(echo.clients.size).toBe(0), 5_000);
  const second = dial(gateway);
  await once(second, "open");
  for (const client of echo.clients) client.terminate();
  expect((await once(second, "close"))[0]).toBe(1_006);
});

test("a sender may keep so many open, and one more as soon as one is closed", async () => {
  const gateway = await start({ streamsPerSender: 2 });
  const sockets = [dial(gateway), dial(gateway)];
  for (const socket of sockets) await once(socket, "open");
  expect(await refusalOf(dial(gateway))).toBe(429);
  sockets[0]?.terminate();
  await vi.waitFor(async () => {
    const socket = dial(gateway);
    socket.on("error", () => undefined);
    await once(socket, "open");
    socket.terminate();
  }, 5_000);
  sockets[1]?.terminate();
});
