/** Copies of what is held, counted in Redis for each person: one may be long. Without Redis each process counts for itself. */
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { privacyErrors } from "./errors.ts";

export type ExportThrottleStore = {
  /** Counts it; throws `export.too_many` when it is one too many. */
  admit(userId: string): Promise<void>;
};

export function createExportThrottleStore(redis: Redis, perHour: number): ExportThrottleStore {
  const rules = { keyPrefix: "user:export", points: perHour, duration: 3_600 };
  const limiter = new RateLimiterRedis({
    ...rules,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(rules),
  });
  return {
    admit: async (userId) => {
      try {
        await limiter.consume(userId);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw privacyErrors.tooMany(Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)));
      }
    },
  };
}
