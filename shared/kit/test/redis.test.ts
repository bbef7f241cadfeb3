import { expect, inject, test } from "vitest";
import { connectRedis } from "../src/redis.ts";
import { log, newName, patience } from "./fixtures.ts";
import { openProxy } from "@shop/testing/tcp-proxy";

test("commands work when Redis is there, fail at once while it is away, and work again after", async () => {
  await using proxy = await openProxy(inject("redisUrl"), { isCut: true });
  await using redis = connectRedis(proxy.url, log);
  const key = newName("key");
  const startedAt = performance.now();
  await expect(redis.get(key)).rejects.toThrow(/enableOfflineQueue/);
  expect(performance.now() - startedAt).toBeLessThan(2_000);

  proxy.mend();
  await expect.poll(() => redis.status, patience).toBe("ready");
  expect(await redis.set(key, "1", "EX", 10)).toBe("OK");

  proxy.cut();
  await expect.poll(() => redis.get(key).catch(() => "failed"), patience).toBe("failed");
  proxy.mend();
  await expect.poll(() => redis.get(key).catch(() => "failed"), patience).toBe("1");
});

test("a command that takes too long is given up within a moment", async () => {
  await using proxy = await openProxy(inject("redisUrl"));
  await using redis = connectRedis(proxy.url, log);
  await expect.poll(() => redis.status, patience).toBe("ready");
  const startedAt = performance.now();
  await expect(redis.blpop(newName("list"), 10)).rejects.toThrow(/timed out/);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
