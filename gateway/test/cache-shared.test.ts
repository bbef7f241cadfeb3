/** Two gateways that share what they keep through Redis, and what becomes of it when Redis or the bus is away. */
import { randomUUID } from "node:crypto";
import { openRedis } from "@shop/testing/patient-redis";
import { openProxy } from "@shop/testing/tcp-proxy";
import { soon, withinASecond } from "@shop/testing/soon";
import { expect, inject, test, vi } from "vitest";
import { counting, publicly } from "./caching-gateway.ts";
import { useSharingGateways } from "./sharing-gateways.ts";

const { service, startShared } = useSharingGateways();

/** A product that no other test has. */
const newProduct = () => {
  const id = randomUUID();
  return { id, path: `/things/${id}`, tag: `product:${id}` };
};
const keyOf = (path: string): string => `shop:cache:3:${path}`;

test("what one gateway has asked for, the other need not", async () => {
  const { path, tag } = newProduct();
  service().answer = counting({ "Surrogate-Key": tag });
  const [one, two] = [await startShared(), await startShared()];
  expect((await one.see(path)).count).toBe(1);
  await soon(async () => expect(await one.redis.exists(keyOf(path))).toBe(1));
  expect(await two.see(path)).toEqual({ count: 1, status: "SuperCoolShop; hit; detail=shared" });
  expect((await two.see(path)).status).toMatch(/hit; ttl=/);
});

test("a write that passes one gateway is seen through the other within a second, without any event", async () => {
  const { path, tag } = newProduct();
  service().answer = counting({ "Surrogate-Key": tag });
  const [one, two] = [await startShared(), await startShared()];
  for (let round = 1; round <= 5; round += 1) {
    expect((await one.see(path)).count).toBe(round);
    await withinASecond(async () => expect((await two.see(path)).count).toBe(round));
    await one.cache.purge([tag], { isAnnounced: true });
  }
  await withinASecond(async () => expect((await two.see(path)).count).toBe(6));
});

test("what may not have heard of a write yet is not taken from Redis for longer either", async () => {
  const { path, tag } = newProduct();
  service().answer = counting({ "Surrogate-Key": tag, "Surrogate-Control": "max-age=50" });
  const [one, two] = [await startShared(), await startShared()];
  await one.cache.purge([tag], { isAnnounced: true });
  expect((await two.see(path)).count).toBe(1);
  await soon(async () => expect(await two.redis.exists(keyOf(path))).toBe(1));
  for (const { see } of [one, two])
    await soon(async () => expect((await see(path)).count).toBeGreaterThan(1));
});

test("an event ends what both have, and what is in Redis", async () => {
  const { id, path, tag } = newProduct();
  service().answer = counting({ "Surrogate-Key": tag });
  const [one, two] = [await startShared(), await startShared()];
  await one.see(path);
  await two.see(path);
  for (const { bus } of [one, two]) bus.say({ productId: id, categoryIds: [] });
  // Each purges when it hears of it: what one has asked for just before the other does is asked for again.
  expect((await one.see(path)).count).toBeGreaterThan(1);
  expect((await two.see(path)).count).toBeGreaterThan(1);
});

test("an event that cannot be read ends all", async () => {
  const { path, tag } = newProduct();
  service().answer = counting({ "Surrogate-Key": tag });
  const { see, bus } = await startShared();
  expect((await see(path)).count).toBe(1);
  bus.say({ product: "of another time" });
  expect((await see(path)).count).toBe(2);
});

test("what was asked for before a change is not taken from Redis, whenever it came there", async () => {
  const { path, tag } = newProduct();
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let count = 0;
  service().answer = (_request, response) => {
    count += 1;
    const body = JSON.stringify({ count });
    void answers[count - 1]?.promise.then(() =>
      response.writeHead(200, { ...publicly, "Surrogate-Key": tag }).end(body),
    );
  };
  const [one, two] = [await startShared(), await startShared()];
  const before = one.see(path);
  await soon(() => expect(count).toBe(1));
  await two.cache.purge([tag], { isAnnounced: true });
  answers[0]?.resolve();
  expect((await before).count).toBe(1);
  answers[1]?.resolve();
  await soon(async () => expect(await one.redis.exists(keyOf(path))).toBe(1));
  expect((await two.see(path)).count).toBe(2);
});

test("after the bus was away nothing from before is shown, and while it is away nothing old", async () => {
  const { path, tag } = newProduct();
  service().answer = counting({ "Surrogate-Key": tag });
  const { see, bus, redis } = await startShared();
  expect((await see(path)).count).toBe(1);
  await soon(async () => expect(await redis.exists(keyOf(path))).toBe(1));
  bus.isUp = false;
  expect((await see(path)).count).toBe(1);
  bus.reconnect();
  expect((await see(path)).count).toBe(2);
});

test("while neither the bus nor Redis tells of changes, nothing is shown for as long as a second", async () => {
  const { path, tag } = newProduct();
  service().answer = counting({ "Surrogate-Key": tag });
  await using proxy = await openProxy(inject("redisUrl"));
  const { see, bus } = await startShared(proxy.url);
  expect((await see(path)).count).toBe(1);
  bus.isUp = false;
  proxy.freeze();
  await withinASecond(async () => expect((await see(path)).count).toBe(2));
});

test("Redis that was started anew with what it had before brings nothing back", async () => {
  const { path, tag } = newProduct();
  const clock = "shop:{cache}:clock";
  service().answer = counting({ "Surrogate-Key": tag });
  await using proxy = await openProxy(inject("redisUrl"));
  const { see, cache, redis: its } = await startShared(proxy.url);
  await using redis = await openRedis(inject("redisUrl"));
  expect((await see(path)).count).toBe(1);
  await soon(async () => expect(await redis.exists(keyOf(path))).toBe(1));
  const [answer, time] = [await redis.getBuffer(keyOf(path)), await redis.get(clock)];
  await cache.purge([tag], { isAnnounced: true });
  // As it was before the purge.
  await redis
    .multi()
    .set(keyOf(path), answer!)
    .set(clock, time!)
    .del(`shop:{cache}:generation:${tag}`)
    .exec();
  proxy.reset();
  await soon(() => expect(its.status).not.toBe("ready"));
  await soon(() => expect(its.status).toBe("ready"));
  await soon(async () => expect(await redis.get(clock)).not.toBe(time));
  expect((await see(path)).count).toBe(2);
  expect((await see(path)).count).toBe(2);
});

test.each(["freeze", "cut"] as const)(
  "Redis that is away (%s) changes only the speed, and hears of all when it is back",
  async (trouble) => {
    const { path, tag } = newProduct();
    service().answer = counting({ "Surrogate-Key": tag });
    await using proxy = await openProxy(inject("redisUrl"));
    const [one, two] = [await startShared(proxy.url), await startShared()];
    expect((await one.see(path)).count).toBe(1);
    await soon(async () => expect((await two.see(path)).count).toBe(1));
    proxy[trouble]();
    await one.cache.purge([tag], { isAnnounced: true });
    expect((await one.see(path)).count).toBe(2);
    expect((await one.see(path)).status).toMatch(/hit; ttl=/);
    expect((await two.see(path)).count).toBe(1);
    proxy.mend();
    proxy.reset();
    await vi.waitFor(async () => expect((await two.see(path)).count).toBe(3), {
      timeout: 15_000,
      interval: 100,
    });
  },
);
