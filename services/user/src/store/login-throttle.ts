/**
 * Failed logins, counted in Redis: per account against guessing one, per address against trying many.
 * Without Redis each process counts for itself.
 */
import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import type { Redis } from "ioredis";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import { emailKey } from "../accounts/email-address.ts";
import type { LoginAttempt, LoginThrottle } from "../sessions/deps.ts";
import { sessionErrors } from "../sessions/errors.ts";

export type LoginLimits = {
  readonly failuresPerAccount: number;
  readonly failuresPerAddress: number;
  readonly windowS: number;
};

export function createLoginThrottle(redis: Redis, limits: LoginLimits): LoginThrottle {
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
  address: networkOf(address),
});

/** An IPv6 customer has 2^64 addresses, which share their first four groups. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!isIPv6(address)) return address;
  // Longest form, lower case: the URL parser writes "[2001:db8::1]" for every way to write it.
  const [head = "", tail = ""] = new URL(`http://[${address.split("%")[0]}]`).hostname
    .slice(1, -1)
    .split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}
