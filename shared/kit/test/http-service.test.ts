import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startListening, startProcess, statusOf } from "./running-service.ts";

test("a request that the gateway has let in has room for what it adds", async () => {
  const { url, saw, child } = await startListening();
  await saw("Started");
  const statusWith = async (bytes: number) =>
    (await fetch(`${url}/slow`, { headers: { "x-a": "x".repeat(bytes) } })).status;
  expect(await statusWith(16 * 1024)).toBe(200);
  expect(await statusWith(24 * 1024)).toBe(431);
  child.kill("SIGKILL");
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
