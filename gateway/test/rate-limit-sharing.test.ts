/** Gateways that share allowances through Redis. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { seeded } from "@shop/testing/random";
import { soon } from "@shop/testing/soon";
import { expect, test, vi } from "vitest";
import type { RateLimit } from "../src/limits/rate-limit.ts";
import { isAllowed, lose, usedBy, usedInRedis, useLimits } from "./limits.ts";

const { openLimit, startWay } = useLimits();

const allowedOf = (rateLimit: RateLimit, caller: string): number => {
  let allowed = 0;
  while (isAllowed(rateLimit, caller)) allowed += 1;
  return allowed;
};

test("gateways share an allowance, exactly once they have heard of each other", async () => {
  const [one, two] = [await openLimit({ caller: 10 }), await openLimit({ caller: 10 })];
  const caller = randomUUID();
  for (let round = 0; round < 6; round++) expect(isAllowed(one.rateLimit, caller)).toBe(true);
  await soon(async () => expect(await usedInRedis(one.redis, caller)).toBe(6));
  expect(isAllowed(two.rateLimit, caller)).toBe(true);
  await soon(() => expect(usedBy(two.rateLimit, caller)).toBe(7));
  expect(allowedOf(two.rateLimit, caller)).toBe(3);
  expect(isAllowed(one.rateLimit, caller)).toBe(true);
  await soon(() => expect(usedBy(one.rateLimit, caller)).toBe(11));
  expect(isAllowed(one.rateLimit, caller)).toBe(false);
  const { fields } = one.rateLimit.take({ address: "", caller }, 1);
  expect(fields[3]).toMatch(/^"caller";r=0;t=\d+, /);
});

test("gateways let through at most their allowance each before they have heard of each other", async () => {
  const [one, two] = [await openLimit({ caller: 10 }), await openLimit({ caller: 10 })];
  const caller = randomUUID();
  expect(allowedOf(one.rateLimit, caller)).toBe(10);
  expect(allowedOf(two.rateLimit, caller)).toBe(10);
  await soon(async () => expect(await usedInRedis(one.redis, caller)).toBe(20));
  expect([one, two].map(({ rateLimit }) => isAllowed(rateLimit, caller))).toEqual([false, false]);
});

test("gateways end a window together, and begin a new one together", async () => {
  const [one, two] = [await openLimit({ caller: 3 }), await openLimit({ caller: 3 })];
  const caller = randomUUID();
  expect(isAllowed(one.rateLimit, caller, 2)).toBe(true);
  await soon(async () => expect(await usedInRedis(one.redis, caller)).toBe(2));
  // As if it had begun long ago.
  const key = `shop:limits:caller:${caller}:caller`;
  await one.redis
    .multi()
    .hset(key, "ends", Date.now() + 3_000)
    .pexpire(key, 3_000)
    .exec();
  isAllowed(two.rateLimit, caller);
  await soon(() => expect(usedBy(two.rateLimit, caller)).toBe(3));
  isAllowed(one.rateLimit, caller);
  await soon(() => expect(usedBy(one.rateLimit, caller)).toBe(4));
  expect([one, two].map(({ rateLimit }) => isAllowed(rateLimit, caller))).toEqual([false, false]);
  for (const { rateLimit } of [one, two]) await soon(() => expect(isAllowed(rateLimit, caller)).toBe(true));
  await soon(async () => expect(await usedInRedis(one.redis, caller)).toBe(2));
});

test("gateways do not take what was used in a window that is over for use in the next", async () => {
  let now = 0;
  const way = await startWay();
  const { rateLimit: other, redis } = await openLimit();
  const { rateLimit } = await openLimit({ redisUrl: way.url, clock: () => now });
  const caller = randomUUID();
  isAllowed(other, caller, 7);
  await soon(async () => expect(await usedInRedis(redis, caller)).toBe(7));
  // The answer is on its way while the window ends.
  way.delay(70);
  isAllowed(rateLimit, caller, 3);
  await soon(async () => expect(await usedInRedis(redis, caller)).toBe(10));
  await lose(redis, caller);
  now += 61_000;
  isAllowed(rateLimit, caller, 1);
  await soon(async () => expect(await usedInRedis(redis, caller)).toBe(1));
  expect(usedBy(rateLimit, caller)).toBe(1);
});

const seed = Math.floor(Math.random() * 1e9);

test(`gateways all know what each has let through, also when Redis forgets it now and then (seed ${seed})`, async () => {
  const random = seeded(seed);
  const limits = [await openLimit(), await openLimit(), await openLimit()];
  const { redis } = await openLimit();
  const callers = Array.from({ length: 5 }, (): string => randomUUID());
  const used = new Map(callers.map((caller) => [caller, 0]));
  const use = (rateLimit: RateLimit, caller: string, cost: number): void => {
    expect(isAllowed(rateLimit, caller, cost)).toBe(true);
    used.set(caller, used.get(caller)! + cost);
  };
  for (let step = 0; step < 150; step++) {
    use(random.pick(limits).rateLimit, random.pick(callers), random.whole(1, 5));
    if (random.chance(0.1)) await lose(redis, random.pick(callers));
    if (random.chance(0.3)) await pause(random.whole(1, 60));
  }
  for (const { rateLimit } of limits) for (const caller of callers) use(rateLimit, caller, 1);
  for (const caller of callers)
    await soon(async () => expect(await usedInRedis(redis, caller)).toBe(used.get(caller)));
  for (const { rateLimit } of limits)
    for (const caller of callers) {
      use(rateLimit, caller, 1);
      await soon(() => expect(usedBy(rateLimit, caller)).toBe(used.get(caller)));
    }
});

test("gateways settle whatever was touched in one command, of bounded size", async () => {
  const { rateLimit, redis } = await openLimit();
  const sent = vi.spyOn(redis, "sendCommand");
  const callers = Array.from({ length: 300 }, () => randomUUID());
  for (const caller of callers) isAllowed(rateLimit, caller);
  await soon(async () => expect(await usedInRedis(redis, callers.at(-1)!)).toBe(1));
  const scripts = sent.mock.calls.map(([command]) => command).filter(({ name }) => name.startsWith("eval"));
  // 300 callers have two tallies each.
  expect(scripts.map(({ args }) => args[1])).toEqual(["250", "250", "100"]);
});
