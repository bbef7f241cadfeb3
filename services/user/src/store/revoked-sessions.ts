/** What gateways read: a sorted set in Redis, session by when its last access token expires. */
import { revokedSessionsKey } from "@shop/contracts/user/sessions";
import type { Redis } from "ioredis";
import type { RevokedSessions } from "../sessions/deps.ts";

export const createRevokedSessions = ({
  redis,
  now,
}: {
  redis: Redis;
  now: () => Date;
}): RevokedSessions => ({
  async add(sessionIds, until) {
    const members = sessionIds.flatMap((sessionId) => [until.getTime(), sessionId]);
    await redis.zadd(revokedSessionsKey, ...members);
    await redis.zremrangebyscore(revokedSessionsKey, "-inf", now().getTime());
  },
});
