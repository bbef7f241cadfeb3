/**
 * Wrong codes of an app, counted in Redis for each account, whichever challenges they answer. Without Redis each process
 * counts for itself. Recovery codes and passkeys are not counted: nobody guesses them, and they let an owner in while
 * somebody else is guessing.
 */
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { sessionErrors } from "../sessions/errors.ts";

/** A new password begins a count of its own, and takes the challenges from whoever knew the one before. */
export type Guessed = { readonly id: string; readonly credential: number };

export type CodeThrottleStore = {
  /** Counts the code as wrong in advance; throws `auth.too_many_attempts` when it is one too many. */
  admit(account: Guessed): Promise<void>;
  /** Takes the count back: it was right. */
  forgive(account: Guessed): Promise<void>;
};

export type CodeLimits = { readonly failures: number; readonly windowS: number };

export function createCodeThrottleStore(redis: Redis, limits: CodeLimits): CodeThrottleStore {
  const rules = { keyPrefix: "user:code", points: limits.failures, duration: limits.windowS };
  const limiter = new RateLimiterRedis({
    ...rules,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(rules),
  });
  const keyOf = ({ id, credential }: Guessed) => `${id}:${credential}`;
  return {
    async admit(account) {
      try {
        await limiter.consume(keyOf(account));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw sessionErrors.tooManyAttempts(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
      }
    },
    async forgive(account) {
      await limiter.reward(keyOf(account));
    },
  };
}
