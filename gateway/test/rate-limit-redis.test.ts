/** What becomes of allowances when Redis is away, slow, or has lost what it was told. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { soon } from "@shop/testing/soon";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { isAllowed, lose, newAddress, nowhere, usedBy, usedInRedis, useLimits } from "./limits.ts";

const { start, openLimit, startWay } = useLimits();

describe("Redis", () => {
  test("is away: each gateway counts by itself", async () => {
    const { statuses, rateLimit } = await start({ address: 2, redisUrl: nowhere });
    expect(await statuses(3, "/products", newAddress())).toEqual([200, 200, 429]);
    expect(rateLimit.state().isShared).toBe(false);
  });

  test("ends with its gateway: nothing is left that tells it something", async () => {
    const { redis, rateLimit } = await openLimit();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    isAllowed(rateLimit, randomUUID());
    expect(vi.getTimerCount()).toBe(1);
    const ended = once(redis, "end");
    await redis[Symbol.asyncDispose]();
    await ended;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(0);
    isAllowed(rateLimit, randomUUID());
    expect(vi.getTimerCount()).toBe(0);
  });

  test("falls silent: nobody waits", async () => {
    const way = await startWay();
    const { statuses, rateLimit } = await start({ address: 25, redisUrl: way.url });
    const address = newAddress();
    await statuses(5, "/products", address);
    await soon(() => expect(rateLimit.state().isShared).toBe(true));
    way.freeze();
    expect((await statuses(21, "/products", address)).filter((status) => status === 429)).toHaveLength(1);
    await soon(() => expect(rateLimit.state().isShared).toBe(false));
  });

  test("stops and comes back: what was counted meanwhile is told then", async () => {
    const way = await startWay();
    const { rateLimit } = await openLimit({ redisUrl: way.url });
    const { redis } = await openLimit();
    const caller = randomUUID();
    isAllowed(rateLimit, caller, 2);
    await soon(async () => expect(await usedInRedis(redis, caller)).toBe(2));
    way.cut();
    await soon(() => expect(rateLimit.state().isShared).toBe(false));
    for (let round = 0; round < 3; round++) isAllowed(rateLimit, caller);
    await lose(redis, caller);
    way.mend();
    await soon(async () => expect(await usedInRedis(redis, caller)).toBe(5));
    expect(usedBy(rateLimit, caller)).toBe(5);
  });

  test("answers late: what is said again and again counts once", async () => {
    const way = await startWay();
    const { rateLimit } = await openLimit({ redisUrl: way.url });
    const { redis, rateLimit: other } = await openLimit();
    const caller = randomUUID();
    // Longer than a command may take, so that no answer is ever heard.
    way.delay(400);
    isAllowed(rateLimit, caller, 7);
    await soon(() => expect(rateLimit.state().isShared).toBe(false));
    for (let round = 0; round < 3; round++) {
      isAllowed(rateLimit, caller, 1);
      await soon(async () => expect(await usedInRedis(redis, caller)).toBe(8 + round));
    }
    way.delay(0);
    await soon(() => expect(rateLimit.state().isShared).toBe(true));
    isAllowed(other, caller, 2);
    await soon(() => expect(usedBy(other, caller)).toBe(12));
    expect(usedBy(rateLimit, caller)).toBe(10);
  });

  test("has lost everything: who counted says it again", async () => {
    const [one, two] = [await openLimit(), await openLimit()];
    const caller = randomUUID();
    isAllowed(one.rateLimit, caller, 5);
    await soon(async () => expect(await usedInRedis(one.redis, caller)).toBe(5));
    isAllowed(two.rateLimit, caller, 3);
    await soon(() => expect(usedBy(two.rateLimit, caller)).toBe(8));
    await one.redis.script("FLUSH");
    await lose(one.redis, caller);
    isAllowed(two.rateLimit, caller);
    await soon(async () => expect(await usedInRedis(one.redis, caller)).toBe(4));
    // What it has heard of the other one before, it still knows.
    expect(usedBy(two.rateLimit, caller)).toBe(9);
    isAllowed(one.rateLimit, caller);
    await soon(() => expect(usedBy(one.rateLimit, caller)).toBe(10));
  });

  test("has lost everything, and somebody new came first: nobody's count is thrown away", async () => {
    const [known, fresh] = [await openLimit(), await openLimit()];
    const caller = randomUUID();
    isAllowed(known.rateLimit, caller, 5);
    await soon(() => expect(usedBy(known.rateLimit, caller)).toBe(5));
    await soon(async () => expect(await usedInRedis(known.redis, caller)).toBe(5));
    await lose(known.redis, caller);
    isAllowed(fresh.rateLimit, caller);
    await soon(async () => expect(await usedInRedis(known.redis, caller)).toBe(1));
    isAllowed(known.rateLimit, caller);
    await soon(async () => expect(await usedInRedis(known.redis, caller)).toBe(7));
    await soon(() => expect(usedBy(known.rateLimit, caller)).toBe(7));
  });

  test("forgets a window when it is over", async () => {
    const { rateLimit, redis } = await openLimit();
    const caller = randomUUID();
    isAllowed(rateLimit, caller);
    await soon(async () => expect(await usedInRedis(redis, caller)).toBe(1));
    for (const [policy, mostMs] of [
      ["caller", 60_000],
      ["burst", 10_000],
    ] as const) {
      const leftMs = await redis.pttl(`shop:limits:caller:${caller}:${policy}`);
      expect(leftMs).toBeGreaterThan(0);
      expect(leftMs).toBeLessThanOrEqual(mostMs);
    }
  });
});
