/**
 * Answers that gateways share through Redis: a second place to look before a service is asked. It is only ever faster or
 * not there: what cannot be read is asked for, and after a failure it is left alone for a while.
 */
import { everything, type Tag } from "@shop/contracts/language/cache";
import type { Logger } from "@shop/kit/process/logger";
import type { Redis } from "ioredis";
import type { Kept } from "./kept.ts";
import type { SharedPurges } from "./shared-purges.ts";

/** The number is that of the form in which they lie there. */
const answerKey = (key: string): string => `shop:cache:3:${key}`;
/** A larger one is better asked for than carried through Redis. */
const maxBytes = 256 * 1024;
/** One late answer of a busy Redis is no reason to leave others' writes unheard for long. */
const firstPauseMs = 100;
const longestPauseMs = 10_000;
/** Of tags whose purge Redis has not heard of; beyond it all is purged. */
const maxOwed = 10_000;

/** What was found, and the clock from before: a later answer is kept under it. */
export type Found = { readonly begun?: number; readonly kept?: Kept; readonly isCurrent: boolean };
const nothing: Found = { isCurrent: false };

export type SharedAnswers = ReturnType<typeof createSharedAnswers>;

export function createSharedAnswers({
  redis,
  purges,
  lifeMs,
  log,
}: {
  redis: Redis;
  purges: SharedPurges;
  /** The longest that an answer is left in Redis. */
  lifeMs: number;
  log: Logger;
}) {
  let pausedUntil = 0;
  let pauseMs = firstPauseMs;
  /** Answers that were asked for before may have missed a purge. */
  let trustedFrom = Infinity;
  const owed = new Map<Tag, { isAnnounced: boolean }>();

  const isPaused = (): boolean => performance.now() < pausedUntil;
  const reach = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    if (isPaused()) return undefined;
    try {
      const result = await work();
      pauseMs = firstPauseMs;
      return result;
    } catch (error) {
      pausedUntil = performance.now() + pauseMs;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      log.debug({ err: error }, "Redis does not answer; keeping answers in this process only");
      return undefined;
    }
  };
  const owe = (tags: readonly Tag[], isAnnounced: boolean): void => {
    for (const tag of tags)
      owed.set(tag, { isAnnounced: isAnnounced || owed.get(tag)?.isAnnounced === true });
    if (owed.size <= maxOwed) return;
    owed.clear();
    owed.set(everything, { isAnnounced: true });
  };
  const payAll = async (): Promise<void> => {
    for (const isAnnounced of [true, false]) {
      const batch = [...owed].filter(([, each]) => each.isAnnounced === isAnnounced);
      if (batch.length === 0) continue;
      const tags = batch.map(([tag]) => tag);
      await purges.purge(tags, { isAnnounced });
      for (const [tag, each] of batch) if (owed.get(tag) === each) owed.delete(tag);
    }
  };

  /** One payment at a time; the next one pays for all who wait by then. */
  let paying: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  const pay = (): Promise<void> =>
    (waiting ??= paying.then(() => {
      waiting = undefined;
      return (paying = reach(payAll));
    }));

  return {
    /** Never rejects. */
    async find(key: string): Promise<Found> {
      if (owed.size > 0) return nothing;
      const found = await reach(async (): Promise<Found> => {
        const [begun, bytes] = await Promise.all([purges.begin(), redis.getBuffer(answerKey(key))]);
        const read = bytes ? parse(bytes) : undefined;
        if (!read) return { begun, isCurrent: false };
        const isCurrent = read.begun >= trustedFrom && (await purges.isCurrent(read.begun, read.kept.tags));
        return { begun, kept: read.kept, isCurrent };
      });
      return found ?? nothing;
    },
    /** Nobody waits for it. */
    keep(key: string, kept: Kept, begun: number): void {
      const ms = Math.min(kept.usableUntil - Date.now(), lifeMs);
      if (kept.status !== 200 || kept.body.length > maxBytes || ms < 1) return;
      void reach(() => redis.set(answerKey(key), format(kept, begun), "PX", Math.ceil(ms)));
    },
    /** Resolves when Redis knows, or does not answer; it is then told later, and until then not asked. */
    async purge(tags: readonly Tag[], { isAnnounced }: { readonly isAnnounced: boolean }): Promise<void> {
      owe(tags, isAnnounced);
      await pay();
    },
    /** Purges may have been missed until now: nothing from before counts. Answers the clock, undefined without Redis. */
    async distrust(): Promise<number | undefined> {
      trustedFrom = Infinity;
      const now = await reach(() => purges.tick());
      if (now !== undefined) trustedFrom = now;
      return now;
    },
    /** False while Redis has not said from when on its answers count. */
    isTrusted: (): boolean => trustedFrom !== Infinity,
    payOwed: async (): Promise<void> => {
      if (owed.size > 0) await pay();
    },
    /** It answers again: no need to leave it alone. */
    resume(): void {
      pausedUntil = 0;
      pauseMs = firstPauseMs;
    },
    isReached: (): boolean => !isPaused() && owed.size === 0,
  };
}

type Stored = Omit<Kept, "body"> & { readonly begun: number };

/** What is known of it as JSON, a line end, and the body as it is. */
const format = ({ body, ...kept }: Kept, begun: number): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify({ ...kept, begun } satisfies Stored)}\n`), body]);

function parse(bytes: Buffer): { readonly kept: Kept; readonly begun: number } | undefined {
  const end = bytes.indexOf(10);
  try {
    const { begun, ...kept } = JSON.parse(bytes.toString("utf8", 0, end)) as Stored;
    return { kept: { ...kept, body: bytes.subarray(end + 1) }, begun };
  } catch {
    return undefined;
  }
}
