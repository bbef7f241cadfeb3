/** When a service does not answer: nobody waits for it, and it is asked again by itself. */
import { connect } from "node:net";
import { soon } from "@shop/testing/soon";
import { afterEach, expect, test } from "vitest";
import { problemIn, startGateway, type RunningGateway } from "./gateway.ts";
import { answerJson, startFakeService, type FakeService } from "./upstream.ts";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]();
});

/** `resetTimeoutMs`: so long it stays open; for the whole test, unless it is about what comes then. */
async function start({ resetTimeoutMs = 60_000 } = {}): Promise<{
  service: FakeService;
  gateway: RunningGateway;
}> {
  const service = await startFakeService();
  const gateway = await startGateway({
    serviceUrl: service.url,
    breaker: { volumeThreshold: 5, resetTimeoutMs },
  });
  open.push(gateway, service);
  return { service, gateway };
}
const repeat = async (count: number, work: () => Promise<unknown>) => {
  for (let round = 0; round < count; round++) await work();
};

async function startDead(options?: Parameters<typeof start>[0]) {
  const { service, gateway } = await start(options);
  await service[Symbol.asyncDispose]();
  await repeat(6, async () => expect((await gateway.get("/products")).status).toBe(503));
  const back = await startFakeService(Number(new URL(service.url).port));
  open.push(back);
  return { back, gateway };
}

test("a service that was dead is answered for without a look at it", async () => {
  const { back, gateway } = await startDead();
  const refused = await gateway.get("/products");
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(await problemIn(refused)).toMatchObject({ status: 503, code: "service.unavailable" });
  expect(back.received).toEqual([]);
});

test("after a while it is looked at, and used again when it is back", async () => {
  const { gateway } = await startDead({ resetTimeoutMs: 200 });
  await soon(async () => expect((await gateway.get("/products")).status).toBe(200));
});

test("a service that hangs is not asked while the breaker is open", async () => {
  const { service, gateway } = await start();
  service.answer = () => undefined;
  await Promise.all(Array.from({ length: 6 }, () => gateway.get("/slow")));
  const asked = service.received.length;
  expect(await problemIn(await gateway.get("/products"))).toMatchObject({ status: 503 });
  expect(service.received).toHaveLength(asked);
});

test("a service that says it timed out itself counts as silent, and its word passes", async () => {
  const { service, gateway } = await start();
  service.answer = (_request, response) => void response.writeHead(504).end("mine");
  await repeat(5, async () => expect(await (await gateway.get("/products")).text()).toBe("mine"));
  await soon(async () => expect((await gateway.get("/products")).status).toBe(503));
});

test("other failures that it tells of do not", async () => {
  const { service, gateway } = await start();
  service.answer = (_request, response) => void response.writeHead(500).end();
  await repeat(10, async () => expect((await gateway.get("/products")).status).toBe(500));
  service.answer = answerJson;
  expect((await gateway.get("/products")).status).toBe(200);
});

test("clients that leave do not", async () => {
  const { service, gateway } = await start();
  service.answer = () => undefined;
  await repeat(10, async () => {
    const before = service.received.length;
    const left = new AbortController();
    const asking = fetch(`${gateway.url}/products`, { signal: left.signal });
    await soon(() => expect(service.received.length).toBe(before + 1));
    left.abort();
    await expect(asking).rejects.toThrow("abort");
  });
  await repeat(10, async () => {
    const before = service.received.length;
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write("POST /products/import HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
    await soon(() => expect(service.received.length).toBe(before + 1));
    socket.destroy();
    await soon(() => expect(service.received.at(-1)?.isAborted).toBe(true));
  });
  service.answer = answerJson;
  expect((await fetch(`${gateway.url}/products/import`, { method: "POST", body: "{}" })).status).toBe(200);
  expect((await gateway.get("/products/1")).status).toBe(200);
});

test("writes that hang do not close the door to reads", async () => {
  const { service, gateway } = await start();
  service.answer = (request, response) => {
    if (request.method === "GET") answerJson(request, response);
  };
  const write = () => fetch(`${gateway.url}/slow`, { method: "POST", body: "{}" });
  await Promise.all(Array.from({ length: 6 }, write));
  expect((await write()).status).toBe(503);
  expect((await gateway.get("/products")).status).toBe(200);
});
