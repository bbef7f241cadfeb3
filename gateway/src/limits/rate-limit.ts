/**
 * Allowances per minute, for an address and for a signed-in caller. Each gateway counts in memory, so nobody waits
 * for Redis, and synchronises with the others through Redis ten times a second; while Redis is away it counts alone.
 * Told to clients in the fields of draft-ietf-httpapi-ratelimit-headers-11.
 */
import { AppError } from "@shop/kit/errors";
import type { Redis } from "ioredis";
import { RateLimiterRedis } from "rate-limiter-flexible";

export type RateLimitKeys = { readonly address: string; readonly caller?: string | undefined };

export type Allowance = {
  readonly fields: Readonly<Record<string, string>>;
  /** Set when one of the keys has used up its allowance. */
  readonly refusal?: AppError;
};

/** `take` uses up `cost` of each key's allowance, where there is enough of it. It throws nothing: the caller throws `refusal`. */
export type RateLimit = { readonly take: (keys: RateLimitKeys, cost: number) => Allowance };

/** What a key has used in its window: `used` as all gateways know it, `unsynced` as only this one does. */
type Tally = { used: number; unsynced: number; endsAt: number };
type State = {
  readonly name: string;
  readonly isOver: boolean;
  readonly left: number;
  readonly endsInS: number;
};

const windowS = 60;
const syncEveryMs = 100;
/** Bounds the memory: beyond it the oldest tallies are forgotten, which only a sender with as many addresses can bring about. */
const maxTallies = 100_000;

export function createRateLimit({ redis, perMinute }: { redis: Redis; perMinute: number }): RateLimit {
  const shared = new RateLimiterRedis({
    keyPrefix: "shop:rate",
    points: perMinute,
    duration: windowS,
    storeClient: redis,
    rejectIfRedisNotReady: true,
  });
  /** In the order in which their windows began. */
  const tallies = new Map<string, Tally>();
  const touched = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const sync = async (): Promise<void> => {
    const keys = [...touched];
    touched.clear();
    await Promise.all(keys.map(syncOne));
    timer = undefined;
    if (touched.size > 0) plan();
  };
  const syncOne = async (key: string): Promise<void> => {
    const tally = tallies.get(key);
    if (!tally || tally.endsAt <= Date.now()) return;
    const amount = tally.unsynced;
    try {
      const { consumedPoints, msBeforeNext } = await shared.penalty(key, amount);
      tally.used = consumedPoints;
      tally.unsynced -= amount;
      tally.endsAt = Date.now() + msBeforeNext;
    } catch {
      touched.add(key);
    }
  };
  const plan = () => (timer ??= setTimeout(() => void sync(), syncEveryMs).unref());

  const takeOne = (name: string, id: string, cost: number): State => {
    const now = Date.now();
    const key = `${name}:${id}`;
    const tally = tallyOf(tallies, key, now);
    const left = perMinute - tally.used - tally.unsynced;
    const isOver = left < cost;
    if (!isOver) {
      tally.unsynced += cost;
      touched.add(key);
      plan();
    }
    const endsInS = Math.max(Math.ceil((tally.endsAt - now) / 1_000), 1);
    return { name, isOver, left: Math.max(isOver ? left : left - cost, 0), endsInS };
  };

  return {
    take({ address, caller }, cost) {
      const states = [takeOne("address", address, cost)];
      if (caller !== undefined) states.push(takeOne("caller", caller, cost));
      return toAllowance(states, perMinute);
    },
  };
}

function tallyOf(tallies: Map<string, Tally>, key: string, now: number): Tally {
  const known = tallies.get(key);
  if (known && known.endsAt > now) return known;
  tallies.delete(key);
  for (const [oldest, { endsAt }] of tallies) {
    if (endsAt > now && tallies.size < maxTallies) break;
    tallies.delete(oldest);
  }
  const tally = { used: 0, unsynced: 0, endsAt: now + windowS * 1_000 };
  tallies.set(key, tally);
  return tally;
}

function toAllowance(states: readonly State[], perMinute: number): Allowance {
  const fields = {
    "RateLimit-Policy": states.map(({ name }) => `"${name}";q=${perMinute};w=${windowS}`).join(", "),
    RateLimit: states.map(({ name, left, endsInS }) => `"${name}";r=${left};t=${endsInS}`).join(", "),
  };
  const over = states.filter(({ isOver }) => isOver);
  if (over.length === 0) return { fields };
  return { fields, refusal: tooMany(Math.max(...over.map(({ endsInS }) => endsInS))) };
}

const tooMany = (waitS: number) =>
  new AppError("too_many", "request.too_many", `Too many requests: try again in ${waitS} s`, {
    headers: { "Retry-After": String(waitS) },
  });
