/**
 * Purges as all gateways know them, in Redis. A clock counts them; each tag has as its generation the purge that last ended
 * it. An answer in Redis carries the clock's value from before it was asked for, and counts while no generation
 * of its tags is later. What is purged by a write that passes a gateway is also announced to the others, in a short list.
 */
import { everything, type Tag } from "@shop/contracts/language/cache";
import type { Redis } from "ioredis";

/** One slot of a cluster, so that a purge is one step. */
const prefix = "shop:{cache}";
const clockKey = `${prefix}:clock`;
const announcedKey = `${prefix}:purges`;
const generationKey = (tag: Tag): string => `${prefix}:generation:${tag}`;

/** Starts at the time, so that it is later than before after all of Redis was lost. */
const readClock = `
local now = redis.call('GET', KEYS[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] .. string.format('%06d', time[2])
  redis.call('SET', KEYS[1], now)
end
`;
const beginScript = `${readClock} return now`;
/** KEYS: clock, announcements, generations. ARGV: milliseconds to keep them, what to announce or nothing. */
const purgeScript = `${readClock}
now = string.format('%.0f', redis.call('INCR', KEYS[1]))
for index = 3, #KEYS do redis.call('SET', KEYS[index], now, 'PX', ARGV[1]) end
if ARGV[2] ~= '' then
  redis.call('ZADD', KEYS[2], now, now .. ' ' .. ARGV[2])
  redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1002)
  redis.call('PEXPIRE', KEYS[2], ARGV[1])
end
return now`;
/** As many as are kept: whoever finds so many may have missed some. */
const maxAnnounced = 1_000;

export type SharedPurges = ReturnType<typeof createSharedPurges>;

/** All reject when Redis does not answer. `lifeMs` is the longest that an answer with tags may be used. */
export function createSharedPurges(redis: Redis, lifeMs: number) {
  redis.defineCommand("shopCacheBegin", { numberOfKeys: 1, lua: beginScript });
  redis.defineCommand("shopCachePurge", { lua: purgeScript });
  const scripts = redis as unknown as {
    shopCacheBegin(clock: string): Promise<string>;
    shopCachePurge(keyCount: number, ...keysAndArguments: (string | number)[]): Promise<string>;
  };
  const run = async (tags: readonly Tag[], announced: string): Promise<number> => {
    const keys = [clockKey, announcedKey, ...tags.map(generationKey)];
    return Number(await scripts.shopCachePurge(keys.length, ...keys, 2 * lifeMs, announced));
  };

  return {
    /** The clock, to be read before an answer is asked for. */
    begin: async (): Promise<number> => Number(await scripts.shopCacheBegin(clockKey)),
    /** Moves the clock: what was asked for before can be told from what comes after. */
    tick: (): Promise<number> => run([], ""),
    purge: (tags: readonly Tag[], { isAnnounced }: { readonly isAnnounced: boolean }): Promise<number> =>
      run(tags, isAnnounced ? tags.join(" ") : ""),
    /** Whether what was asked for then shows what is now. */
    async isCurrent(begun: number, tags: readonly Tag[]): Promise<boolean> {
      const generations = await redis.mget([everything, ...tags].map(generationKey));
      return generations.every((generation) => Number(generation ?? 0) <= begun);
    },
    /** What was announced after `since`; `everything` when there was too much to tell. */
    async readAnnounced(since: number): Promise<{ readonly until: number; readonly tags: readonly Tag[] }> {
      const lines = await redis.zrangebyscore(announcedKey, `(${since}`, "+inf", "LIMIT", 0, maxAnnounced);
      const tags: Tag[] = [];
      let until = since;
      for (const line of lines) {
        const [at, ...named] = line.split(" ");
        until = Math.max(until, Number(at));
        tags.push(...named);
      }
      const isAll = lines.length >= maxAnnounced;
      return { until, tags: isAll ? [everything] : tags };
    },
  };
}
