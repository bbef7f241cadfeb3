import { randomUUID } from "node:crypto";
import { openRedis } from "@shop/testing/patient-redis";
import { afterAll, expect, inject, test } from "vitest";
import { createLogger } from "../src/process/logger.ts";
import { connectRedis } from "../src/redis.ts";
import { createThrottle } from "../src/throttle.ts";

const log = createLogger("test", "silent");
const redis = await openRedis(inject("redisUrl"));
const away = connectRedis("redis://127.0.0.1:1", log);
afterAll(() => Promise.all([redis[Symbol.asyncDispose](), away[Symbol.asyncDispose]()]));

const rules = () => ({ name: `test:${randomUUID()}`, most: 2, windowS: 60 });

test("replicas count together, each key by itself, and say how long to wait", async () => {
  const own = rules();
  const [one, other] = [createThrottle(redis, own), createThrottle(redis, own)];
  expect(await one.count("ana")).toBeUndefined();
  expect(await other.count("ana")).toBeUndefined();
  expect(await other.count("bea")).toBeUndefined();
  const waitS = await one.count("ana");
  expect(waitS).toBeGreaterThan(0);
  expect(waitS).toBeLessThanOrEqual(60);
});

test("what is taken back does not count", async () => {
  const throttle = createThrottle(redis, rules());
  for (let time = 1; time <= 10; time++) {
    expect(await throttle.count("ana")).toBeUndefined();
    await throttle.forgive("ana");
  }
});

test("without Redis a process counts for itself", async () => {
  const throttle = createThrottle(away, rules());
  const waits = [await throttle.count("ana"), await throttle.count("ana"), await throttle.count("ana")];
  expect(waits).toEqual([undefined, undefined, expect.any(Number)]);
  await throttle.forgive("ana");
});
