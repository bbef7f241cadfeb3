import { spawn } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect, createServer, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { soon } from "@shop/testing/soon";
import { expect, onTestFinished, test } from "vitest";

type Line = {
  readonly msg: string;
  readonly level: string;
  readonly port?: number;
  readonly metricsPort?: number;
};

async function startProcess(...args: string[]) {
  const main = new URL("http-service-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: Line[] = [];
  createInterface(child.stdout).on("line", (line) => lines.push(JSON.parse(line) as Line));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const find = (msg: string) => lines.find((line) => line.msg.includes(msg));
  const saw = (msg: string) => soon(() => expect(find(msg)?.msg).toContain(msg));
  return { child, exited, find, saw };
}

async function startListening(...args: string[]) {
  const started = await startProcess(...args);
  await started.saw("Listening");
  const { port, metricsPort } = started.find("Listening")!;
  return {
    ...started,
    port: port!,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
  };
}

const statusOf = async (url: string) => (await fetch(url)).status;

/** A connection whose requests are written and answers read as they are. */
async function open(port: number) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let received = "";
  socket.on("data", (chunk) => (received += String(chunk)));
  return {
    write: (text: string) => socket.write(text),
    get: (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`),
    received: () => received,
    pause: () => socket.pause(),
    closed: once(socket, "close"),
  };
}

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

test("a process that waits for what it needs is live and not ready, says so, and can be ended", async () => {
  const { child, url, exited } = await startListening("never");
  expect(await statusOf(`${url}/health/live`)).toBe(200);
  expect(await statusOf(`${url}/health/ready`)).toBe(503);
  const answer = await fetch(`${url}/slow`);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(answer.headers.get("connection")).toBe("close");
  expect(await answer.json()).toMatchObject({
    code: "service.starting",
    requestId: answer.headers.get("x-request-id"),
  });
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
});

test("a process that cannot start says why and ends with 1", async () => {
  const { exited, find } = await startProcess("badly");
  expect(await exited).toBe(1);
  expect(find("Could not start")?.level).toBe("fatal");
});

test("a port that is taken is told in one sentence", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { exited, find } = await startProcess("well", String(port));
  expect(await exited).toBe(1);
  expect(find("is taken")?.msg).toBe(
    `Port ${port} on 127.0.0.1 is taken: stop what uses it, or set another one.`,
  );
});

test("an error that nobody caught is logged; what runs is still answered, then the process ends with 1", async () => {
  const { url, saw, find, exited } = await startListening();
  await saw("Started");
  const answer = await fetch(`${url}/crash`, { method: "POST" });
  expect(answer.status).toBe(200);
  expect(await exited).toBe(1);
  expect(find("Nobody caught this error")?.level).toBe("fatal");
  expect(find("Closed what start had opened")).toBeDefined();
});

test("metrics are on a port of their own", async () => {
  const { url, metricsUrl, saw } = await startListening();
  await saw("Started");
  await fetch(`${url}/slow`);
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  expect(text).toMatch(/http_request_duration_seconds_count\{.*endpoint="slow".*status="200".*\} 1/);
  expect(text).toMatch(/things_count\{service="things"\} 42/);
  expect(text).toContain("nodejs_eventloop_lag_seconds");
  expect(await statusOf(`${metricsUrl}/`)).toBe(404);
  expect(await statusOf(`${url}/metrics`)).toBe(404);
});
