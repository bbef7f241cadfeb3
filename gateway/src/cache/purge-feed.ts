/**
 * How a gateway hears what has changed: events of the services, on a queue of its own, and writes that passed other
 * gateways, announced in Redis. What may have been missed in between is not shown any more.
 */
import { everything } from "@shop/contracts/language/cache";
import type { Event, EventDefinition } from "@shop/contracts/language/event";
import type { Bus } from "@shop/kit/messaging/bus/connect";
import type { Logger } from "@shop/kit/process/logger";
import { createPoll } from "@shop/kit/process/poll";
import type { Redis } from "ioredis";
import type { EdgeCache } from "./edge-cache.ts";
import type { SharedAnswers } from "./shared-answers.ts";
import type { SharedPurges } from "./shared-purges.ts";

/** Another gateway's writes are seen here after this, also while the bus is away. */
const everyMs = 250;
/** Nobody looks at what is kept: then it is enough to hear of it within the second that is promised. */
const restsAfterMs = 2_000;
const restingMs = 500;

export type PurgeFeed = AsyncDisposable & {
  /** All that other gateways had announced by then has been heard; on the clock of `Date.now()`. */
  readonly heardAt: () => number;
};

export function createPurgeFeed({
  cache,
  events,
  bus,
  redis,
  purges,
  answers,
  log,
}: {
  cache: EdgeCache;
  events: readonly EventDefinition[];
  bus: Pick<Bus, "listen">;
  redis: Pick<Redis, "on">;
  purges: SharedPurges;
  answers: SharedAnswers;
  log: Logger;
}): PurgeFeed {
  /** The purge up to which announcements have been read; undefined until Redis has told. */
  let heardUntil: number | undefined;
  let heardAt = 0;
  const beginAnew = async (): Promise<void> => {
    const now = await answers.distrust();
    // What was announced meanwhile is still to be heard; a clock that goes back is that of an older Redis.
    if (now !== undefined) heardUntil = Math.min(heardUntil ?? now, now);
  };

  const purging = new Map(events.flatMap((event) => (event.purges ? [[event.name, event] as const] : [])));
  bus.listen(
    [...purging.keys()],
    ({ name, data }: Event) => {
      const event = purging.get(name);
      const read = event?.data.safeParse(data);
      // What cannot be read has changed something, and nobody can say what.
      const tags = read?.success ? (event?.purges?.(read.data) ?? []) : [everything];
      void cache.purge(tags, { isAnnounced: false });
    },
    {
      onGap: () => {
        cache.purgeHere([everything]);
        void beginAnew();
      },
    },
  );
  // It may have been started anew, with less than it knew.
  redis.on("ready", () => {
    answers.resume();
    void beginAnew();
  });

  const poll = createPoll({
    everyMs,
    work: async () => {
      await answers.payOwed();
      const askedAt = Date.now();
      const isResting = askedAt - cache.usedAt() > restsAfterMs && askedAt - heardAt < restingMs;
      if (isResting || !answers.isReached()) return;
      if (heardUntil === undefined || !answers.isTrusted()) return beginAnew();
      const { until, tags } = await purges.readAnnounced(heardUntil);
      heardUntil = Math.max(until, heardUntil);
      if (tags.length > 0) cache.purgeHere(tags);
      heardAt = askedAt;
    },
    onError: (error) => log.debug({ err: error }, "Purges of other gateways could not be read"),
  });
  return { ...poll, heardAt: () => heardAt };
}
