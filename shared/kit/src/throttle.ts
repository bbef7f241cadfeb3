/** How often something may happen in a while, counted in Redis for all replicas. Without Redis each process counts for itself. */
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";

export type Throttle = {
  /** Counts one; when it is one too many, answers how many seconds to wait. */
  readonly count: (key: string) => Promise<number | undefined>;
  /** Takes one back. */
  readonly forgive: (key: string) => Promise<void>;
};

export type ThrottleRules = {
  /** Of the keys in Redis: its own for each kind of thing that is counted. */
  readonly name: string;
  readonly most: number;
  readonly windowS: number;
};

export function createThrottle(redis: Redis, { name, most, windowS }: ThrottleRules): Throttle {
  const rules = { keyPrefix: name, points: most, duration: windowS };
  const limiter = new RateLimiterRedis({
    ...rules,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(rules),
  });
  return {
    async count(key) {
      try {
        await limiter.consume(key);
        return undefined;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
      }
    },
    async forgive(key) {
      await limiter.reward(key);
    },
  };
}
