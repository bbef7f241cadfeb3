/**
 * Lookups, counted in Redis: per number, as each sends a mail to whoever ordered it, and per address against trying many.
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
import { lookupErrors } from "./errors.ts";

export type LookupThrottleStore = {
  /** Counts it; throws `order.too_many_lookups` when it is one too many. */
  admit(asked: { readonly number: string; readonly address: string }): Promise<void>;
};

export type LookupLimits = {
  readonly perOrder: number;
  readonly perAddress: number;
  readonly windowS: number;
};

export function createLookupThrottleStore(redis: Redis, limits: LookupLimits): LookupThrottleStore {
  const limiter = (name: string, points: number): RateLimiterAbstract => {
    const rules = { keyPrefix: `order:lookup:${name}`, points, duration: limits.windowS };
    const insuranceLimiter = new RateLimiterMemory(rules);
    return new RateLimiterRedis({
      ...rules,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter,
    });
  };
  const byAddress = limiter("address", limits.perAddress);
  const byOrder = limiter("order", limits.perOrder);
  return {
    admit: async ({ number, address }) => {
      await consume(byAddress, addressBlockOf(address));
      // What somebody writes may be anything, and long.
      await consume(byOrder, createHash("sha256").update(number).digest("base64url"));
    },
  };
}

async function consume(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw lookupErrors.tooMany(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
  }
}
