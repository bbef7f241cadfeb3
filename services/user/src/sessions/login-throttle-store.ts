/**
 * Failed logins, counted in Redis: per account against guessing one, per address against trying many, and all together
 * against many addresses that try many. A place that the account's owner was signed in at before counts by itself.
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

export type JudgedAttempt = LoginAttempt & {
  /** From a place where the account's owner was signed in before. */
  readonly isKnownPlace: boolean;
};

export type Admission = {
  /** Takes the counts back: the attempt was no failure. */
  readonly forgive: () => Promise<void>;
};

export type LoginThrottleStore = {
  /** Counts the attempt as a failure in advance; throws `auth.too_many_attempts` when it is one too many. */
  readonly admit: (attempt: JudgedAttempt) => Promise<Admission>;
};

export type LoginLimits = {
  /** From unknown places together, and from each known one. */
  readonly failuresPerAccount: number;
  readonly failuresPerAddress: number;
  /** More than this from unknown places is an attack: each address there has `failuresInAttack` instead. */
  readonly failuresOverall: number;
  readonly failuresInAttack: number;
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
  const byPlace = limiter("place", limits.failuresPerAccount);
  const overall = limiter("overall", limits.failuresOverall);
  const inAttack = limiter("attack", limits.failuresInAttack);

  return {
    async admit({ isKnownPlace, ...attempt }) {
      const keys = throttleKeys(attempt);
      const counted: [RateLimiterAbstract, string][] = [];
      const count = async (by: RateLimiterAbstract, key: string): Promise<void> => {
        const refusal = await consume(by, key);
        if (refusal) throw toError(refusal);
        counted.push([by, key]);
      };
      if (isKnownPlace) {
        await count(byPlace, keys.place);
        // Guessing there makes the address suspect elsewhere, and is not stopped by what was tried from there elsewhere.
        await byAddress.penalty(keys.address);
        counted.push([byAddress, keys.address]);
      } else {
        await count(byAddress, keys.address);
        const isAttack = (await consume(overall, everybody)) !== undefined;
        counted.push([overall, everybody]);
        if (isAttack) await count(inAttack, keys.address);
        await count(byAccount, keys.account);
      }
      return {
        forgive: async () => {
          await Promise.all(counted.map(([by, key]) => by.reward(key)));
        },
      };
    },
  };
}

const everybody = "all";

/** Counts one; the refusal when it is one too many. */
async function consume(limiter: RateLimiterAbstract, key: string): Promise<RateLimiterRes | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return refusal;
  }
}

const toError = ({ msBeforeNext }: RateLimiterRes) =>
  sessionErrors.tooManyAttempts(Math.max(1, Math.ceil(msBeforeNext / 1000)));

/** The account by a hash of its e-mail, there or not; the address by what one customer of a provider gets. */
export function throttleKeys({ email, address }: LoginAttempt): {
  readonly account: string;
  readonly address: string;
  readonly place: string;
} {
  const account = createHash("sha256").update(emailKey(email)).digest("base64url");
  const block = addressBlockOf(address);
  return { account, address: block, place: `${account}:${block}` };
}
