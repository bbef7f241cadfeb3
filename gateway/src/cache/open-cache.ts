/** The cache with all that it hears from; closes what it opens. */
import type { EventDefinition } from "@shop/contracts/language/event";
import type { Bus } from "@shop/kit/messaging/bus/connect";
import type { Logger } from "@shop/kit/process/logger";
import type { Redis } from "ioredis";
import { createEdgeCache, type Ask, type EdgeCache } from "./edge-cache.ts";
import { createPurgeFeed } from "./purge-feed.ts";
import { createSharedAnswers } from "./shared-answers.ts";
import { createSharedPurges } from "./shared-purges.ts";

/** While the bus is away it cannot be heard what changes by itself, such as a last piece that was sold. */
const longestWithoutBusMs = 5_000;
/** While nobody else's writes are heard of either, nothing is shown for longer than they may take to be seen. */
const longestUnheardMs = 500;
/** Announcements are looked for more often; one look may be slow. */
const heardForMs = 500;

export function openCache({
  maxBytes,
  lifeMs,
  redis,
  bus,
  events,
  ask,
  log,
}: {
  maxBytes: number;
  /** The longest that an answer with tags may be used. */
  lifeMs: number;
  redis: Redis;
  bus: Pick<Bus, "listen" | "isConnected">;
  events: readonly EventDefinition[];
  ask: Ask;
  log: Logger;
}): EdgeCache & AsyncDisposable {
  const purges = createSharedPurges(redis, lifeMs);
  const answers = createSharedAnswers({ redis, purges, lifeMs, log });
  const longestAgeMs = (): number => {
    if (bus.isConnected()) return Infinity;
    return Date.now() - feed.heardAt() < heardForMs ? longestWithoutBusMs : longestUnheardMs;
  };
  const cache = createEdgeCache({ maxBytes, lifeMs, shared: answers, ask, longestAgeMs });
  const feed = createPurgeFeed({ cache, events, bus, redis, purges, answers, log });
  return { ...cache, [Symbol.asyncDispose]: () => feed[Symbol.asyncDispose]() };
}
