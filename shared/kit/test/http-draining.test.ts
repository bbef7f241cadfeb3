/** A process that is told to stop answers what it has been asked, and ends. */
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { soon } from "@shop/testing/soon";
import { expect, test } from "vitest";
import { open, startListening, statusOf } from "./running-service.ts";

test("SIGTERM drains: not ready, what runs is finished, then all is closed and the process ends with 0", async () => {
  const { child, url, port, saw, find, exited } = await startListening();
  await saw("Started");
  expect(await statusOf(`${url}/health/ready`)).toBe(200);

  const idle = await open(port);
  idle.get("/slow");
  await soon(() => expect(idle.received()).toContain("HTTP/1.1 200"));
  expect(idle.received()).not.toContain("Connection: close");
  const busy = await open(port);
  busy.get("/slow?ms=800");
  const streaming = await open(port);
  streaming.get("/streamed");
  await soon(() => expect(streaming.received()).toMatch(/\r\n\r\na$/));
  const asking = await open(port);
  asking.write("GET /health/ready HTTP/1.1\r\nHost: x\r\n");

  await soon(async () => expect(await (await fetch(`${url}/health/live`)).text()).toContain("ok"));
  child.kill("SIGTERM");
  await saw("Stopping");
  asking.write("\r\n");
  // Whoever has not looked yet is still answered, and told to go elsewhere.
  expect((await fetch(`${url}/slow`)).headers.get("connection")).toBe("close");
  await Promise.all([idle.closed, streaming.closed, busy.closed, asking.closed]);
  expect(busy.received()).toMatch(/^HTTP\/1.1 200[\s\S]*Connection: close[\s\S]*{"ok":true}\n$/);
  expect(streaming.received()).toMatch(/\r\n\r\nab$/);
  expect(asking.received()).toMatch(/^HTTP\/1.1 503[\s\S]*Connection: close/);
  expect(await exited).toBe(0);
  await expect(fetch(`${url}/slow`)).rejects.toThrow("fetch failed");
  expect(find("Closed what start had opened")).toBeDefined();
});

test("an answer that was given before SIGTERM is sent whole to a reader who is slow, and one who takes nothing is cut", async () => {
  const { child, url, port, saw, exited } = await startListening();
  await saw("Started");
  const reader = get(`${url}/large`);
  const [answer] = (await once(reader, "response")) as [IncomingMessage];
  const stuck = await open(port);
  stuck.get("/large");
  await soon(() => expect(stuck.received()).toContain("HTTP/1.1 200"));
  stuck.pause();
  child.kill("SIGTERM");
  await soon(() => expect(fetch(`${url}/slow`)).rejects.toThrow("fetch failed"));
  let bytes = 0;
  for await (const part of answer) {
    bytes += (part as Buffer).length;
    // Slow enough for what is idle to be closed several times meanwhile.
    await pause(10);
  }
  expect(bytes).toBe(20 * 1024 * 1024);
  expect(await exited).toBe(0);
});

test("while it drains, whoever comes over a new connection each time finds the door open", async () => {
  const { child, url, saw, exited } = await startListening();
  await saw("Started");
  const answers = [await fetch(`${url}/slow`)];
  child.kill("SIGTERM");
  await saw("Stopping");
  // None of them is connected in between. Who has not come for long has gone: then the door may be closed.
  let cameAt = performance.now();
  for (
    const until = cameAt + 1_500;
    performance.now() < until && performance.now() - cameAt < 700;
    await pause(150)
  ) {
    cameAt = performance.now();
    answers.push(await fetch(`${url}/slow`));
  }
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await exited).toBe(0);
});

test("SIGTERM ends a stream of events as a whole one, so that its reader comes again elsewhere", async () => {
  const { child, port, saw, exited } = await startListening();
  await saw("Started");
  const reader = await open(port);
  reader.get("/events");
  await soon(() => expect(reader.received()).toContain('data: {"n":1}'));
  child.kill("SIGTERM");
  await reader.closed;
  expect(reader.received()).toMatch(/\r\n0\r\n\r\n$/);
  expect(await exited).toBe(0);
});

test("a second signal ends the process at once", async () => {
  const { child, port, saw, exited } = await startListening();
  await saw("Started");
  const busy = await open(port);
  busy.get("/slow?ms=9000");
  child.kill("SIGTERM");
  await saw("Stopping");
  child.kill("SIGINT");
  expect(await exited).toBe(1);
});
