/** A gateway with limits, and its Redis. */
import { randomUUID } from "node:crypto";
import { connectRedis } from "@shop/kit/redis";
import { openProxy } from "@shop/testing/tcp-proxy";
import type { Redis } from "ioredis";
import { openRedis } from "@shop/testing/patient-redis";
import { soon } from "@shop/testing/soon";
import { inject } from "vitest";
import type { Policies } from "../src/limits/policies.ts";
import { createRateLimit, type RateLimit } from "../src/limits/rate-limit.ts";
import { silent, startGateway, useFakeService, type GatewayOptions } from "./gateway.ts";

export const nowhere = "redis://127.0.0.1:1";

/** An address of documentation that no other test uses. */
export const newAddress = () => `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`;

export const isAllowed = (rateLimit: RateLimit, caller: string, cost = 1): boolean =>
  rateLimit.take({ address: "", caller }, cost).refusal === undefined;

/** As this gateway knows it. */
export const usedBy = (rateLimit: RateLimit, caller: string): number | undefined =>
  rateLimit.state().fullest.find(({ policy, sender }) => policy === "caller" && sender === caller)?.used;

export const usedInRedis = async (redis: Redis, caller: string): Promise<number> => {
  const words = await redis.hgetall(`shop:limits:caller:${caller}:caller`);
  const ofGateways = Object.entries(words).filter(([name]) => name !== "window" && name !== "ends");
  return ofGateways.reduce((sum, [, used]) => sum + Number(used), 0);
};

export const lose = (redis: Redis, caller: string) =>
  redis.del(`shop:limits:caller:${caller}:caller`, `shop:limits:caller:${caller}:burst`);

type Quotas = Partial<Readonly<Record<keyof Policies, number>>>;

/** What is not named is wide enough for every test. */
const toPolicies = ({ address = 1_000, caller = 1_000, key = 1_000, burst = 1_000 }: Quotas): Policies => ({
  address: { quota: address, windowS: 60 },
  caller: { quota: caller, windowS: 60 },
  key: { quota: key, windowS: 60 },
  burst: { quota: burst, windowS: 10 },
});

type LimitOptions = Quotas & {
  readonly redisUrl?: string;
  readonly trustedHops?: number;
  readonly clock?: () => number;
  readonly keepsAnswers?: boolean;
  readonly revocations?: GatewayOptions["revocations"];
};

export function useLimits() {
  const { open, received, service, url } = useFakeService();

  /** Connected, unless Redis is not there at all. Without an address, no answer of its Redis comes too late. */
  const openLimit = async ({ redisUrl, clock, ...quotas }: LimitOptions = {}) => {
    const redis =
      redisUrl === undefined ? await openRedis(inject("redisUrl")) : connectRedis(redisUrl, silent);
    open.push(redis);
    if (redisUrl !== nowhere) await soon(() => redis.ping());
    const rateLimit = createRateLimit({ redis, policies: toPolicies(quotas), ...(clock && { clock }) });
    return { redis, rateLimit };
  };

  /** Behind one proxy of ours, which says where a call comes from. */
  const start = async ({
    trustedHops = 1,
    keepsAnswers = false,
    revocations,
    ...options
  }: LimitOptions = {}) => {
    const { redis, rateLimit } = await openLimit(options);
    const gateway = await startGateway({
      serviceUrl: url(),
      rateLimit,
      trustedHops,
      ...(keepsAnswers && { cache: {} }),
      ...(revocations && { revocations }),
    });
    open.push(gateway);
    const call = (path: string, address: string, token?: string, method = "GET", more = {}) =>
      fetch(gateway.url + path, {
        method,
        headers: { "x-forwarded-for": address, ...(token && { authorization: `Bearer ${token}` }), ...more },
      });
    const statuses = async (count: number, ...request: Parameters<typeof call>) => {
      const found = [];
      for (let round = 0; round < count; round++) found.push((await call(...request)).status);
      return found;
    };
    return { call, statuses, redis, rateLimit, raw: gateway.raw };
  };

  /** A way to Redis that can be made slow or silent, or cut. */
  const startWay = async () => {
    const way = await openProxy(inject("redisUrl"));
    open.push(way);
    return way;
  };

  return { open, received, service, start, openLimit, startWay };
}
