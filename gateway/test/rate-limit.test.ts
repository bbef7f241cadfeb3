/** Allowances: what is counted, what is told, and what happens without Redis. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { connectRedis } from "@shop/kit/redis";
import { expect, inject, test, vi } from "vitest";
import { createRateLimit } from "../src/limits/rate-limit.ts";
import { problemIn, silent, startGateway, tokens, useFakeService } from "./gateway.ts";

const { open, received, url: serviceUrl } = useFakeService();

/** An address of documentation that no other test uses, behind one proxy of ours. */
const newAddress = () => `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`;

async function start(perMinute: number, redisUrl = inject("redisUrl"), trustedHops = 1) {
  const redis = connectRedis(redisUrl, silent);
  open.push(redis);
  const rateLimit = createRateLimit({ redis, perMinute });
  const gateway = await startGateway({ serviceUrl: serviceUrl(), rateLimit, trustedHops });
  open.push(gateway);
  const call = (path: string, address: string, token?: string) =>
    gateway.get(path, { "x-forwarded-for": address, ...(token && { authorization: `Bearer ${token}` }) });
  return { call, redis };
}

test("an address has its allowance, and is told how much is left and what to do when it is used up", async () => {
  const { call, redis } = await start(3);
  await vi.waitFor(() => expect(redis.status).toBe("ready"));
  const address = newAddress();
  for (const left of [2, 1, 0]) {
    const { status, headers } = await call("/products", address);
    expect(status).toBe(200);
    expect(headers.get("ratelimit-policy")).toBe('"address";q=3;w=60');
    expect(headers.get("ratelimit")).toMatch(new RegExp(`^"address";r=${left};t=\\d+$`));
  }
  const asked = received().length;
  const refused = await call("/products", address);
  expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d?$/);
  expect(refused.headers.get("ratelimit")).toMatch(/^"address";r=0;t=\d+$/);
  expect(await problemIn(refused)).toEqual({
    type: "application/problem+json",
    status: 429,
    code: "request.too_many",
  });
  expect(received()).toHaveLength(asked);
  expect((await call("/products", newAddress())).status).toBe(200);
});

test("gateways share an allowance, a tenth of a second late", async () => {
  const [one, two] = [await start(10), await start(10)];
  await vi.waitFor(() => expect([one.redis.status, two.redis.status]).toEqual(["ready", "ready"]));
  const address = newAddress();
  for (let round = 0; round < 10; round++) expect((await two.call("/products", address)).status).toBe(200);
  let allowed = -1;
  await vi.waitFor(async () => {
    allowed += 1;
    expect((await one.call("/products", address)).status).toBe(429);
  });
  expect(allowed).toBeLessThan(9);
  expect((await two.call("/products", address)).headers.get("ratelimit")).toContain("r=0;");
});

test("a caller has one allowance wherever it comes from", async () => {
  const { call, redis } = await start(2);
  await vi.waitFor(() => expect(redis.status).toBe("ready"));
  const token = await tokens.tokenFor({ id: randomUUID(), role: "customer" });
  const first = await call("/products", newAddress(), token);
  expect(first.headers.get("ratelimit-policy")).toBe('"address";q=2;w=60, "caller";q=2;w=60');
  expect(first.headers.get("ratelimit")).toMatch(/^"address";r=1;t=\d+, "caller";r=1;t=\d+$/);
  expect((await call("/products", newAddress(), token)).status).toBe(200);
  expect((await call("/products", newAddress(), token)).status).toBe(429);
});

test("a dear call costs more, a look at health nothing", async () => {
  const { call } = await start(6);
  const address = newAddress();
  expect((await call("/dear", address)).headers.get("ratelimit")).toContain("r=1;");
  for (let round = 0; round < 10; round++) {
    const { status, headers } = await call("/health/live", address);
    expect(status).toBe(200);
    expect(headers.get("ratelimit")).toBeNull();
  }
  expect((await call("/dear", address)).status).toBe(429);
});

test("an address cannot be made up", async () => {
  const { call } = await start(5, "redis://127.0.0.1:1", 0);
  const statuses = [];
  for (let round = 0; round < 6; round++) statuses.push((await call("/products", newAddress())).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
});

test("without Redis each gateway counts by itself", async () => {
  const { call } = await start(2, "redis://127.0.0.1:1");
  const address = newAddress();
  const statuses = [];
  for (let round = 0; round < 3; round++) statuses.push((await call("/products", address)).status);
  expect(statuses).toEqual([200, 200, 429]);
});

test("a Redis that falls silent slows nobody", async () => {
  const { url, freeze } = await startFreezer(new URL(inject("redisUrl")));
  const { call, redis } = await start(1_000, url);
  await vi.waitFor(() => expect(redis.status).toBe("ready"));
  const twentyCalls = async (): Promise<number> => {
    const startedAt = performance.now();
    for (let round = 0; round < 20; round++) expect((await call("/products", newAddress())).status).toBe(200);
    return performance.now() - startedAt;
  };
  const calmMs = await twentyCalls();
  freeze();
  // Whoever waited for Redis would wait for its time-out each time, 2 s in all.
  expect(await twentyCalls()).toBeLessThan(3 * calmMs + 500);
});

/** A way to a server that can be made to carry nothing more, without a word to either side. */
async function startFreezer({ hostname, port }: URL) {
  const sockets: Socket[] = [];
  const freezer = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) sockets.push(socket.on("error", () => undefined));
  }).listen(0, "127.0.0.1");
  await once(freezer, "listening");
  open.push({
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      freezer.close();
    },
  });
  return {
    url: `redis://127.0.0.1:${(freezer.address() as AddressInfo).port}`,
    freeze: () => sockets.forEach((socket) => socket.unpipe().pause()),
  };
}
