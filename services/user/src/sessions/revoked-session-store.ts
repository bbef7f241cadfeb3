/** What gateways read: a sorted set in Redis, session by when its last access token expires. */
import { noneIsMissing, revokedSessionsKey } from "@shop/contracts/user/sessions";
import type { Redis } from "ioredis";
import { revokedUntil } from "./session.ts";

/** A session, or an API key, that is good no more. */
export type Ended = { readonly id: string; readonly endedAt: Date };

export type RevokedSessionStore = {
  add(sessionIds: readonly string[], until: Date): Promise<void>;
  /** Writes all that ended lately, where some of it may be missing: Redis has lost it, or could not be told. */
  complete(findEnded: () => Promise<readonly Ended[]>): Promise<void>;
};

export function createRevokedSessionStore({
  redis,
  now,
}: {
  redis: Redis;
  now: () => Date;
}): RevokedSessionStore {
  /** At the start, too: whoever ran before may have failed to tell. */
  let mayMiss = true;
  return {
    async add(sessionIds, until) {
      const members = sessionIds.flatMap((sessionId) => [until.getTime(), sessionId]);
      try {
        await redis.zadd(revokedSessionsKey, ...members);
      } catch (error) {
        mayMiss = true;
        throw error;
      }
      await redis.zremrangebyscore(revokedSessionsKey, "-inf", now().getTime());
    },

    async complete(findEnded) {
      if (!mayMiss && (await redis.zscore(revokedSessionsKey, noneIsMissing)) !== null) return;
      // Before they are looked for: whatever cannot be told from now on is looked for once more.
      mayMiss = false;
      try {
        const writes = redis.multi().zadd(revokedSessionsKey, "+inf", noneIsMissing);
        for (const { id, endedAt } of await findEnded())
          writes.zadd(revokedSessionsKey, revokedUntil(endedAt).getTime(), id);
        await writes.exec();
      } catch (error) {
        mayMiss = true;
        throw error;
      }
    },
  };
}
