/**
 * Lookups, counted in Redis: per number, as each sends a mail to whoever ordered it, and per address against trying many.
 * Without Redis each process counts for itself.
 */
import { createHash } from "node:crypto";
import { addressBlockOf } from "@shop/kit/net/address-block";
import { createThrottle, type Throttle } from "@shop/kit/throttle";
import type { Redis } from "ioredis";
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
  const throttle = (name: string, most: number): Throttle =>
    createThrottle(redis, { name: `order:lookup:${name}`, most, windowS: limits.windowS });
  const byAddress = throttle("address", limits.perAddress);
  const byOrder = throttle("order", limits.perOrder);
  return {
    admit: async ({ number, address }) => {
      await admit(byAddress, addressBlockOf(address));
      // What somebody writes may be anything, and long.
      await admit(byOrder, createHash("sha256").update(number).digest("base64url"));
    },
  };
}

async function admit(throttle: Throttle, key: string): Promise<void> {
  const waitS = await throttle.count(key);
  if (waitS !== undefined) throw lookupErrors.tooMany(waitS);
}
