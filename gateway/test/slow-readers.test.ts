/** Clients that read slowly get all of their answer, however long it takes; of those that do not read each is watched. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { get, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { soon } from "@shop/testing/soon";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { publicly, useCachingGateway } from "./caching-gateway.ts";

/** More than the system holds for a reader. */
const manyBytes = 20 * 1024 * 1024;
/** As much as may be kept. */
const keptBytes = 4 * 1024 * 1024;

const { startKeeping } = useCachingGateway();
const answer = (bytes: number) => (_request: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(200, publicly).end(Buffer.alloc(bytes, "x"));

/** The ends of connections at the gateway and at the service. */
const sockets = new Set<Socket>();
const note = (message: unknown): void => {
  const { socket } = message as { socket: Socket };
  sockets.add(socket);
};
beforeEach(() => subscribe("http.server.request.start", note));
afterEach(() => {
  unsubscribe("http.server.request.start", note);
  sockets.clear();
});

test("a slow reader's time is not its service's, whose deadline is for itself", async () => {
  const { url } = await startKeeping(answer(manyBytes));
  const [slow] = (await once(get(`${url}/slow`), "response")) as [IncomingMessage];
  let bytes = 0;
  for await (const part of slow) {
    bytes += (part as Buffer).length;
    // In all ten times what the route gives its service.
    await pause(10);
  }
  expect(bytes).toBe(manyBytes);
});

test.each([
  ["what is kept", "/things/1"],
  ["a file of the gateway's own", "/docs/swagger-ui-bundle.js"],
  ["what comes from a service", "/products"],
])("who does not read %s is watched from then on", async (_what, path) => {
  const { port } = await startKeeping(answer(path === "/products" ? manyBytes : keptBytes));
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  // Of the smaller ones the system takes one or two.
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(10));
  const atGateway = () => [...sockets].find(({ localPort }) => localPort === port);
  await soon(() => expect(atGateway()?.timeout).toBe(60_000));
});
