/** What gateways read: a sorted set in Redis, session by when its last access token expires. */
import { revokedSessionsKey } from "@shop/contracts/user/sessions";
import type { Redis } from "ioredis";

export type RevokedSessionStore = {
  add(sessionIds: readonly string[], until: Date): Promise<void>;
};

export const createRevokedSessionStore = ({
  redis,
  now,
}: {
  redis: Redis;
  now: () => Date;
}): RevokedSessionStore => ({
  async add(sessionIds, until) {
    const members = sessionIds.flatMap((sessionId) => [until.getTime(), sessionId]);
    await redis.zadd(revokedSessionsKey, ...members);
    await redis.zremrangebyscore(revokedSessionsKey, "-inf", now().getTime());
  },
});
