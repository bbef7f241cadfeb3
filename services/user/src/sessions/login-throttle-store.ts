/**
 * Failed logins, counted in Redis: per account against guessing one, per address against trying many.
 * Without Redis each process counts for itself.
 */
import { createHash } from "node:crypto";
import { addressBlockOf } from "@shop/kit/net/address-block";
import type { Redis } from "ioredis";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import { emailKey } from "../accounts/email-address.ts";
import { sessionErrors } from "./errors.ts";

export type LoginAttempt = { readonly email: string; readonly address: string };

export type LoginThrottleStore = {
  /** Counts the attempt as a failure in advance; throws `auth.too_many_attempts` when it is one too many. */
  admit(attempt: LoginAttempt): Promise<void>;
  /** Takes the count back: the attempt was no failure. */
  forgive(attempt: LoginAttempt): Promise<void>;
};

export type LoginLimits = {
  readonly failuresPerAccount: number;
  readonly failuresPerAddress: number;
  readonly windowS: number;
};

export function createLoginThrottleStore(redis: Redis, limits: LoginLimits): LoginThrottleStore {
  const limiter = (name: string, points: number): RateLimiterAbstract => {
    const rules = { keyPrefix: `user:login:${name}`, points, duration: limits.windowS };
    const insuranceLimiter = new RateLimiterMemory(rules);
    return new RateLimiterRedis({
      ...rules,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter,
    });
  };
  const byAddress = limiter("address", limits.failuresPerAddress);
  const byAccount = limiter("account", limits.failuresPerAccount);

  return {
    async admit(attempt) {
      const keys = throttleKeys(attempt);
      await consume(byAddress, keys.address);
      await consume(byAccount, keys.account);
    },
    async forgive(attempt) {
      const keys = throttleKeys(attempt);
      await Promise.all([byAddress.reward(keys.address), byAccount.reward(keys.account)]);
    },
  };
}

async function consume(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw sessionErrors.tooManyAttempts(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
  }
}

/** The account by a hash of its e-mail, there or not; the address by what one customer of a provider gets. */
export const throttleKeys = ({ email, address }: LoginAttempt): { account: string; address: string } => ({
  account: createHash("sha256").update(emailKey(email)).digest("base64url"),
  address: addressBlockOf(address),
});
