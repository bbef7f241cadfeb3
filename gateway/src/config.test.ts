import { expect, test } from "vitest";
import { Config } from "./config.ts";

const limitsOf = (env: Record<string, string>) => {
  const { address, caller, key, burst } = Config.parse(env).rateLimits;
  return [address.quota, caller.quota, key.quota, burst.quota];
};

test("one number is every allowance of a minute, and half of it that of ten seconds", () => {
  expect(limitsOf({})).toEqual([600, 600, 600, 300]);
  expect(limitsOf({ RATE_LIMIT_PER_MINUTE: "1000000" })).toEqual([1_000_000, 1_000_000, 1_000_000, 500_000]);
});

test("a small allowance may be used at once", () => {
  expect(limitsOf({ RATE_LIMIT_PER_MINUTE: "60" })).toEqual([60, 60, 60, 100]);
});

test("each allowance can be set by itself, to no less than one", () => {
  const env = {
    RATE_LIMIT_PER_ADDRESS: "1",
    RATE_LIMIT_PER_CALLER: "2",
    RATE_LIMIT_PER_KEY: "3",
    RATE_LIMIT_BURST: "4",
  };
  expect(limitsOf(env)).toEqual([1, 2, 3, 4]);
  expect(() => limitsOf({ RATE_LIMIT_BURST: "0" })).toThrow(/RATE_LIMIT_BURST/);
});

test("a sender may keep a sixth of a minute's requests open as streams, and never too few for one person", () => {
  expect(Config.parse({}).streamsPerSender).toBe(100);
  expect(Config.parse({ RATE_LIMIT_PER_MINUTE: "60" }).streamsPerSender).toBe(20);
  expect(Config.parse({ STREAMS_PER_SENDER: "3" }).streamsPerSender).toBe(3);
});
