/**
 * Sessions that have ended while their access tokens live on. The truth is the user service's; Redis holds what
 * was missed, the bus tells what is new. While neither tells, a customer's token stays good until it expires. Of staff,
 * who could do more harm, the user service is asked whenever Redis does not say that it misses none, for nothing shows
 * whether a broker still takes what it is sent; without that word they are refused.
 */
import { EventEmitter } from "node:events";
import type { Event } from "@shop/contracts/language/event";
import { userEvents } from "@shop/contracts/user/events";
import { noneIsMissing, revokedSessionsKey } from "@shop/contracts/user/sessions";
import { hasRole } from "@shop/contracts/language/access";
import { accessTokens, invalidToken, type Caller } from "@shop/kit/auth/tokens";
import type { Bus } from "@shop/kit/messaging/bus/connect";
import type { Logger } from "@shop/kit/process/logger";
import { createPoll } from "@shop/kit/process/poll";
import type { Redis } from "ioredis";
import { LRUCache } from "lru-cache";
import { cannotTell } from "./errors.ts";
import type { Sessions } from "./session-client.ts";

export type Revocations = AsyncDisposable & {
  /** Throws 401 for a session that has ended, 503 when that cannot be known and matters; a promise only when it has to be asked. */
  readonly check: (caller: Caller) => Promise<void> | undefined;
  /** Calls it once the session has ended, at once when it has; what is returned forgets that. */
  readonly whenEnded: (sessionId: string, listener: () => void) => () => void;
  readonly size: () => number;
};

const everyMs = 500;
/** How old an answer of Redis may be to stand alone. */
const freshMs = 1_000;
/** No token signed before now is good after this; it includes what verifiers tolerate between clocks. */
const tokenLifeMs = (accessTokens.lifetimeS + 30) * 1_000;
const sweepEveryMs = 10_000;

export function createRevocations({
  redis,
  bus,
  sessions,
  log,
}: {
  redis: Pick<Redis, "zrangebyscore">;
  bus: Pick<Bus, "listen">;
  sessions: Sessions;
  log: Logger;
}): Revocations {
  const endedUntil = new Map<string, number>();
  const followers = new EventEmitter().setMaxListeners(0);
  /** When Redis last said all. */
  let readAt = -Infinity;
  let sweptAt = 0;

  const add = (sessionId: string, until: number): void => {
    const before = endedUntil.get(sessionId);
    if (until > (before ?? 0)) endedUntil.set(sessionId, until);
    if (before === undefined) followers.emit(endOf(sessionId));
  };
  const sweep = (now: number): void => {
    if (now - sweptAt < sweepEveryMs) return;
    sweptAt = now;
    for (const [sessionId, until] of endedUntil) if (until <= now) endedUntil.delete(sessionId);
  };
  /** Also while the bus is connected: a session that the user service could not publish yet stands only in Redis. */
  const read = async (): Promise<void> => {
    const startedAt = Date.now();
    sweep(startedAt);
    const rows = await redis.zrangebyscore(revokedSessionsKey, startedAt - 30_000, "+inf", "WITHSCORES");
    for (let index = 0; index < rows.length; index += 2)
      if (rows[index] === noneIsMissing) readAt = startedAt;
      else add(rows[index] ?? "", Number(rows[index + 1]) + 30_000);
  };
  const poll = createPoll({
    everyMs,
    work: read,
    onError: (error) => log.debug({ err: error }, "Revoked sessions could not be read"),
  });

  bus.listen(
    [userEvents.sessionsRevoked.name],
    (event: Event) => {
      const { sessionIds } = userEvents.sessionsRevoked.data.parse(event.data);
      for (const sessionId of sessionIds) add(sessionId, Date.now() + tokenLifeMs);
    },
    { onGap: () => poll.wake() },
  );

  /** What the user service said is good for as long as an answer of Redis would be. */
  const asked = new LRUCache<string, { readonly hasEnded: boolean }>({
    max: 1_000,
    ttl: freshMs,
    fetchMethod: async (sessionId) => ({ hasEnded: await sessions.hasEnded(sessionId) }),
  });
  const ask = async (sessionId: string): Promise<void> => {
    const answer = await asked.fetch(sessionId).catch((cause: unknown) => {
      throw cannotTell(cause);
    });
    if (answer?.hasEnded !== false) throw invalidToken(new Error("The session has ended"));
  };

  return {
    check(caller) {
      const now = Date.now();
      if ((endedUntil.get(caller.sessionId) ?? 0) > now)
        throw invalidToken(new Error("The session has ended"));
      return now - readAt > freshMs && hasRole(caller, "staff") ? ask(caller.sessionId) : undefined;
    },
    whenEnded(sessionId, listener) {
      followers.once(endOf(sessionId), listener);
      if ((endedUntil.get(sessionId) ?? 0) > Date.now()) listener();
      return () => followers.off(endOf(sessionId), listener);
    },
    size: () => endedUntil.size,
    [Symbol.asyncDispose]: () => poll[Symbol.asyncDispose](),
  };
}

/** Named so that no session is one of the emitter's own events. */
const endOf = (sessionId: string) => `end of ${sessionId}`;
