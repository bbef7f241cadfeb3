/**
 * Sessions that have ended while their access tokens live on. The truth is the user service's; Redis holds what
 * was missed, the bus tells what is new. While neither can be asked, a customer's token stays good until it
 * expires, and staff's is refused: it could do more harm.
 */
import type { Event } from "@shop/contracts/language/event";
import { userEvents } from "@shop/contracts/user/events";
import { revokedSessionsKey } from "@shop/contracts/user/sessions";
import { hasRole } from "@shop/contracts/language/access";
import { accessTokens, invalidToken, type Caller } from "@shop/kit/auth/tokens";
import type { Bus } from "@shop/kit/messaging/bus/connect";
import { AppError } from "@shop/kit/errors";
import type { Logger } from "@shop/kit/process/logger";
import { createPoll } from "@shop/kit/process/poll";
import type { Redis } from "ioredis";

export type Revocations = AsyncDisposable & {
  /** Throws 401 for a session that has ended, 503 when that cannot be known and matters. */
  readonly check: (caller: Caller) => void;
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
  log,
}: {
  redis: Pick<Redis, "zrangebyscore">;
  bus: Pick<Bus, "listen" | "isConnected">;
  log: Logger;
}): Revocations {
  const endedUntil = new Map<string, number>();
  let readAt = -Infinity;
  /** Since when the bus has told everything; what ended before that is known from Redis, or forgotten by time. */
  let listeningSince = Infinity;
  let isCompleteSince = Infinity;
  let sweptAt = 0;

  const add = (sessionId: string, until: number): void => {
    if (until > (endedUntil.get(sessionId) ?? 0)) endedUntil.set(sessionId, until);
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
      add(rows[index] ?? "", Number(rows[index + 1]) + 30_000);
    readAt = startedAt;
    if (startedAt >= listeningSince) isCompleteSince = Math.min(isCompleteSince, startedAt);
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
    {
      onGap: () => {
        listeningSince = Date.now();
        isCompleteSince = listeningSince + tokenLifeMs;
        poll.wake();
      },
    },
  );

  const isKnown = (now: number): boolean =>
    now - readAt <= freshMs || (bus.isConnected() && now >= isCompleteSince);

  return {
    check(caller) {
      const now = Date.now();
      if ((endedUntil.get(caller.sessionId) ?? 0) > now)
        throw invalidToken(new Error("The session has ended"));
      if (!isKnown(now) && hasRole(caller, "staff")) throw cannotTell();
    },
    size: () => endedUntil.size,
    [Symbol.asyncDispose]: () => poll[Symbol.asyncDispose](),
  };
}

const cannotTell = () =>
  new AppError("unavailable", "auth.unavailable", "Sign-in cannot be checked just now: try again");
