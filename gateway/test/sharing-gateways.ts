/** Gateways in front of one fake service that share what they keep through Redis, and hear of changes from a bus of the test's own. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Event } from "@shop/contracts/language/event";
import { connectRedis } from "@shop/kit/redis";
import { openRedis } from "@shop/testing/patient-redis";
import { soon } from "@shop/testing/soon";
import { expect, inject } from "vitest";
import { openCache } from "../src/cache/open-cache.ts";
import { useCachingGateway } from "./caching-gateway.ts";
import { silent, startGateway } from "./gateway.ts";

/** A bus that says what it is told to. */
function createBus() {
  let hear: (event: Event) => void = () => undefined;
  let gap = (): void => undefined;
  const bus = {
    isUp: true,
    listen: (
      _patterns: readonly string[],
      handle: (event: Event) => void,
      options?: { onGap?: () => void },
    ) => {
      hear = handle;
      gap = options?.onGap ?? gap;
      gap();
    },
    isConnected: () => bus.isUp,
    say: (data: object) => hear({ name: catalogEvents.productRemoved.name, data } as unknown as Event),
    reconnect: () => {
      bus.isUp = true;
      gap();
    },
  };
  return bus;
}

export function useSharingGateways() {
  const { open, service, url } = useCachingGateway();

  /** Without an address, its Redis is as good as any: no answer of it comes too late. */
  async function startShared(redisUrl?: string) {
    const redis =
      redisUrl === undefined ? await openRedis(inject("redisUrl")) : connectRedis(redisUrl, silent);
    open.push(redis);
    const bus = createBus();
    const gateway = await startGateway({
      serviceUrl: url(),
      openCache: (ask) =>
        openCache({
          maxBytes: 1024 ** 2,
          lifeMs: 360_000,
          redis,
          bus,
          events: Object.values(catalogEvents),
          ask,
          log: silent,
        }),
    });
    open.push(gateway);
    await soon(() => expect(redis.status).toBe("ready"));
    // Since when it hears of purges it learns as it connects.
    await soon(() => redis.ping());
    const see = async (path: string) => {
      const answer = await gateway.get(path);
      const { count } = (await answer.json()) as { count: number };
      return { count, status: answer.headers.get("cache-status") };
    };
    return { see, bus, redis, cache: gateway.cache! };
  }

  return { service, startShared };
}
