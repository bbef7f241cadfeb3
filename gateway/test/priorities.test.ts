/** More than a service can do, through the whole gateway: who is answered, and who is told to come again. */
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGradient } from "../src/upstreams/gradient.ts";
import type { UpstreamOptions } from "../src/upstreams/upstreams.ts";
import { bearerOf, startGateway, type RunningGateway } from "./gateway.ts";
import { startFakeService, type FakeService } from "./upstream.ts";

let service: FakeService;
let gateway: RunningGateway;
beforeEach(async () => {
  service = await startFakeService();
});
afterEach(async () => {
  await gateway[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});
const start = async (upstream: Partial<UpstreamOptions>) => {
  gateway = await startGateway({ serviceUrl: service.url, upstream });
};

/** The service works on so many at once, each for as long. */
function limitService(places: number, ms: number): void {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const work = async (response: ServerResponse): Promise<void> => {
    if (busy >= places) await new Promise<void>((resolve) => waiting.push(resolve));
    busy += 1;
    await pause(ms);
    busy -= 1;
    waiting.shift()?.();
    response.end("{}");
  };
  service.answer = (_request, response) => void work(response);
}

test("at three times what the service can do, checkouts are answered and browsers are turned away", async () => {
  await start({ limit: { gradient: createGradient({ first: 8 }) } });
  limitService(8, 100);
  const [guest, customer] = [await bearerOf("guest"), await bearerOf("customer")];
  const seen = { checkout: [] as Response[], "signed-in": [] as Response[], anonymous: [] as Response[] };
  const asking: Promise<unknown>[] = [];
  const send = (kind: keyof typeof seen, path: string, init: RequestInit) =>
    asking.push(fetch(gateway.url + path, init).then((response) => seen[kind].push(response)));
  // 240 a second for 4 s, of which the service can do 80; what a pause that took longer has missed is made up for.
  const begunAt = performance.now();
  for (let tick = 0; tick < 200; tick++) {
    await pause(Math.max(0, begunAt + 20 * tick - performance.now()));
    if (tick % 4 === 0)
      send("checkout", "/pay", { method: "POST", body: "{}", headers: { authorization: guest } });
    if (tick % 4 === 1) send("signed-in", "/me", { headers: { authorization: customer } });
    for (let count = 0; count < 4; count++) send("anonymous", "/products", {});
  }
  await Promise.all(asking);
  const answered = (kind: keyof typeof seen) => seen[kind].filter(({ status }) => status === 200).length;
  expect(answered("checkout")).toBe(seen.checkout.length);
  expect(answered("signed-in")).toBeGreaterThan(0.9 * seen["signed-in"].length);
  expect(answered("anonymous")).toBeGreaterThan(0);
  const refused = seen.anonymous.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0.3 * seen.anonymous.length);
  const [first] = refused;
  expect(first?.headers.get("retry-after")).toBe("1");
  expect(await first?.json()).toMatchObject({ status: 503, code: "service.overloaded" });
  // What is turned away does not reach the service, and what reached it was answered.
  expect(service.received).toHaveLength(answered("checkout") + answered("signed-in") + answered("anonymous"));
  expect(gateway.upstream.state()).toMatchObject({
    running: 0,
    queued: 0,
    shed: { anonymous: refused.length },
  });
});

test("a client that leaves, a service that fails or is silent, and a deadline give their place back", async () => {
  await start({ breaker: { volumeThreshold: 1_000 } });
  service.answer = (request) => {
    if (request.url === "/products/reset") request.socket.destroy();
  };
  const left = new AbortController();
  await Promise.allSettled([
    ...Array.from({ length: 5 }, () => fetch(`${gateway.url}/products`, { signal: left.signal })),
    ...Array.from({ length: 5 }, () => gateway.get("/products/reset")),
    ...Array.from({ length: 5 }, () => gateway.get("/slow")),
    pause(200).then(() => left.abort()),
  ]);
  await expect.poll(() => gateway.upstream.state()).toMatchObject({ running: 0, queued: 0, long: 0 });
  expect(gateway.upstream.state().instances.map(({ running }) => running)).toEqual([0]);
});

test("the time that a request waits for its place is its own, and no more than half of it", async () => {
  const gradient = createGradient({ least: 1, most: 1, first: 1 });
  await start({ limit: { gradient, queueMs: 30_000 } });
  const held: ServerResponse[] = [];
  service.answer = (_request, response) => void held.push(response);
  const first = gateway.get("/products");
  await expect.poll(() => held).toHaveLength(1);
  const refused = await gateway.get("/slow");
  expect([refused.status, await refused.json()]).toMatchObject([503, { code: "service.overloaded" }]);

  const second = gateway.get("/products");
  await expect.poll(() => gateway.upstream.state().queued).toBe(1);
  await pause(100);
  held[0]?.end();
  await expect.poll(() => held).toHaveLength(2);
  held[1]?.end();
  expect([(await first).status, (await second).status]).toEqual([200, 200]);
  const [, late] = service.received;
  expect(Number(late?.headers["x-request-deadline"])).toBeLessThan(9_850);
});

test("a gateway with too much to do itself turns away who matters least", async () => {
  await start({
    pressure: { isTooMuchFor: (priority) => priority === "anonymous", lateMs: () => 200 },
  });
  service.answer = (_request, response) => response.end("{}");
  const authorization = await bearerOf("customer");
  expect((await gateway.get("/products")).status).toBe(503);
  expect((await gateway.get("/products", { authorization })).status).toBe(200);
  expect((await gateway.get("/health/live")).status).toBe(200);
  expect(gateway.upstream.state().shed.anonymous).toBe(1);
});

test("however many watch something, whoever waits for an order has a place, and the other way round", async () => {
  await start({ mostLong: 1 });
  const held: ServerResponse[] = [];
  service.answer = (request, response) => {
    if (request.url === "/live")
      response.writeHead(200, { "Content-Type": "text/event-stream" }).write(":\n\n");
    held.push(response);
  };
  const pay = async () =>
    fetch(`${gateway.url}/pay`, {
      method: "POST",
      body: "{}",
      headers: { authorization: await bearerOf("guest"), prefer: "wait=5" },
    });
  const watch = () => fetch(`${gateway.url}/live`);
  const watching = await watch();
  expect(watching.status).toBe(200);
  const waiting = pay();
  await expect.poll(() => held).toHaveLength(2);
  expect(gateway.upstream.state()).toMatchObject({ running: 0, long: 2 });
  expect([(await watch()).status, (await pay()).status]).toEqual([503, 503]);
  for (const response of held) response.end("{}");
  expect((await waiting).status).toBe(200);
  await watching.text();
  await expect.poll(() => gateway.upstream.state()).toMatchObject({ long: 0 });
});
