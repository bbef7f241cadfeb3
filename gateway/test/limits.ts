/** A gateway with limits, and a way to Redis that can be made slow or silent. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { connectRedis } from "@shop/kit/redis";
import { setTimeout as pause } from "node:timers/promises";
import type { Redis } from "ioredis";
import { inject, vi } from "vitest";
import type { Policies } from "../src/limits/policies.ts";
import { createRateLimit, type RateLimit } from "../src/limits/rate-limit.ts";
import { silent, startGateway, useFakeService } from "./gateway.ts";

export const nowhere = "redis://127.0.0.1:1";

/** An address of documentation that no other test uses. */
export const newAddress = () => `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`;

/** Redis is told every 100 ms; a machine that is busy takes longer, and is no failure. */
export const soon = <Found>(look: () => Found | Promise<Found>) => vi.waitFor(look, { timeout: 10_000 });

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
};

export function useLimits() {
  const { open, received, url } = useFakeService();

  /** Connected, unless Redis is not there at all. */
  const openLimit = async ({ redisUrl = inject("redisUrl"), clock, ...quotas }: LimitOptions = {}) => {
    const redis = connectRedis(redisUrl, silent);
    open.push(redis);
    if (redisUrl !== nowhere) await soon(() => redis.ping());
    const rateLimit = createRateLimit({ redis, policies: toPolicies(quotas), ...(clock && { clock }) });
    return { redis, rateLimit };
  };

  /** Behind one proxy of ours, which says where a call comes from. */
  const start = async ({ trustedHops = 1, ...options }: LimitOptions = {}) => {
    const { redis, rateLimit } = await openLimit(options);
    const gateway = await startGateway({ serviceUrl: url(), rateLimit, trustedHops });
    open.push(gateway);
    const call = (path: string, address: string, token?: string, method = "GET") =>
      fetch(gateway.url + path, {
        method,
        headers: { "x-forwarded-for": address, ...(token && { authorization: `Bearer ${token}` }) },
      });
    const statuses = async (count: number, ...request: Parameters<typeof call>) => {
      const found = [];
      for (let round = 0; round < count; round++) found.push((await call(...request)).status);
      return found;
    };
    return { call, statuses, redis, rateLimit };
  };

  return { open, received, start, openLimit, startWay: () => startWay(open) };
}

/**
 * A way to Redis: `delay` makes every answer late, `freeze` lets nothing through any more, without a word to either side,
 * `cut` ends all connections and takes no new ones until `mend`.
 */
async function startWay(open: AsyncDisposable[]) {
  const { hostname, port } = new URL(inject("redisUrl"));
  const sockets: Socket[] = [];
  let delayMs = 0;
  let isCut = false;
  const way = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    near.pipe(far);
    let answered = Promise.resolve<unknown>(undefined);
    far.on("data", (answer) => {
      answered = answered.then(() => pause(delayMs)).then(() => near.write(answer));
    });
    for (const socket of [near, far]) sockets.push(socket.on("error", () => undefined));
  }).listen(0, "127.0.0.1");
  await once(way, "listening");
  open.push({
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      way.close();
    },
  });
  return {
    url: `redis://127.0.0.1:${(way.address() as AddressInfo).port}`,
    delay: (ms: number) => (delayMs = ms),
    cut: () => {
      isCut = true;
      for (const socket of sockets.splice(0)) socket.destroy();
    },
    mend: () => (isCut = false),
    freeze: () => sockets.forEach((socket) => socket.unpipe().pause()),
  };
}
