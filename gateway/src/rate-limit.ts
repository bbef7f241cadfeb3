/**
 * Allowances per minute, for an address and for a signed-in caller, shared by all gateways through Redis and
 * counted in memory while Redis is away. Told to clients in the fields of draft-ietf-httpapi-ratelimit-headers-11.
 */
import { AppError } from "@shop/kit/errors";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";

export type RateLimit = {
  /** Takes `cost` from every key; the refusal carries the fields too. */
  readonly take: (keys: RateLimitKeys, cost: number) => Promise<Allowance>;
};

export type RateLimitKeys = { readonly address: string; readonly caller?: string | undefined };

export type Allowance = {
  readonly fields: Readonly<Record<string, string>>;
  readonly refusal?: AppError;
};

type State = {
  readonly name: string;
  readonly isOver: boolean;
  readonly left: number;
  readonly resetS: number;
};

const windowS = 60;
/** After a failure Redis is not asked for this long: a slow one must not slow every request. */
const restMs = 1_000;

export function createRateLimit({ redis, perMinute }: { redis: Redis; perMinute: number }): RateLimit {
  const rules = { keyPrefix: "shop:rate", points: perMinute, duration: windowS };
  const memory = new RateLimiterMemory(rules);
  const shared = new RateLimiterRedis({
    ...rules,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    inMemoryBlockOnConsumed: perMinute + 1,
  });
  let restsUntil = 0;

  const consume = async (key: string, cost: number): Promise<RateLimiterRes> => {
    if (Date.now() < restsUntil) return memory.consume(key, cost);
    try {
      return await shared.consume(key, cost);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      restsUntil = Date.now() + restMs;
      return memory.consume(key, cost);
    }
  };
  const takeOne = async (name: string, id: string, cost: number): Promise<State> => {
    const toState = (result: RateLimiterRes, isOver: boolean): State => ({
      name,
      isOver,
      left: result.remainingPoints,
      resetS: Math.max(Math.ceil(result.msBeforeNext / 1000), 1),
    });
    try {
      return toState(await consume(`${name}:${id}`, cost), false);
    } catch (error) {
      if (error instanceof RateLimiterRes) return toState(error, true);
      throw error;
    }
  };

  return {
    async take({ address, caller }, cost) {
      const states = await Promise.all([
        takeOne("address", address, cost),
        ...(caller === undefined ? [] : [takeOne("caller", caller, cost)]),
      ]);
      return toAllowance(states, perMinute);
    },
  };
}

function toAllowance(states: readonly State[], perMinute: number): Allowance {
  const fields = {
    "RateLimit-Policy": states.map(({ name }) => `"${name}";q=${perMinute};w=${windowS}`).join(", "),
    RateLimit: states.map(({ name, left, resetS }) => `"${name}";r=${left};t=${resetS}`).join(", "),
  };
  const over = states.filter(({ isOver }) => isOver);
  if (over.length === 0) return { fields };
  const waitS = Math.max(...over.map(({ resetS }) => resetS));
  return { fields, refusal: tooMany(waitS) };
}

const tooMany = (waitS: number) =>
  new AppError("too_many", "request.too_many", `Too many requests: try again in ${waitS} s`, {
    headers: { "Retry-After": String(waitS) },
  });
