/**
 * What gateways read of Redis is whole, or says that it is not: Redis keeps nothing when it is restarted, and the
 * events that told of these sessions have been heard already.
 */
import type { Logger } from "@shop/kit/process/logger";
import { createPoll, type Poll } from "@shop/kit/process/poll";
import type { Redis } from "ioredis";
import type { Ended, RevokedSessionStore } from "./revoked-session-store.ts";
import type { SessionStore } from "./session-store.ts";
import { endedLatelySince } from "./session.ts";

export type TellAllEndedDeps = {
  readonly sessions: Pick<SessionStore, "endedSince">;
  /** An API key is a session of its own. */
  readonly endedKeysSince: (since: Date) => Promise<readonly Ended[]>;
  readonly revokedSessions: Pick<RevokedSessionStore, "complete">;
  readonly redis: Pick<Redis, "on">;
  readonly log: Logger;
  readonly now: () => Date;
};

const everyMs = 1_000;

export function tellAllEnded(deps: TellAllEndedDeps): Poll {
  const { sessions, endedKeysSince, revokedSessions, redis, log, now } = deps;
  const findEnded = async (): Promise<readonly Ended[]> => {
    const since = endedLatelySince(now());
    return [...(await sessions.endedSince(since)), ...(await endedKeysSince(since))];
  };
  const poll = createPoll({
    everyMs,
    work: () => revokedSessions.complete(findEnded),
    onError: (error) => log.debug({ err: error }, "Gateways cannot be told of all ended sessions"),
  });
  redis.on("ready", () => poll.wake());
  return poll;
}
