/** A change, the events it announces and the message that caused it: saved together or not at all. */
import { setTimeout as delay } from "node:timers/promises";
import mongoose, { type ClientSession, type Connection } from "mongoose";
import { crashPoint } from "./crash-point.ts";
import { alreadyHandled, type Cause, type Inbox } from "./inbox.ts";
import type { Announcement, Outbox } from "./outbox.ts";
import { isServerLost } from "./server-lost.ts";

export type { Announcement } from "./outbox.ts";
export type { Cause } from "./inbox.ts";

/**
 * Runs `work`, which may run several times and must have no effect outside the session; no `Promise.all` inside.
 * `cause` makes it once per message: "duplicate" when it was handled before, and nothing is changed.
 * A commit whose result is unknown is thrown: ask again, idempotently.
 */
export type Transact = (
  work: (session: ClientSession) => Promise<readonly Announcement[]>,
  options?: {
    /** Names the moment after the commit: the process can be made to crash there. */
    name?: string;
    cause?: Cause | undefined;
    timeoutMs?: number;
  },
) => Promise<"done" | "duplicate">;

const settings = {
  readConcern: { level: "snapshot" },
  writeConcern: { w: "majority" },
  readPreference: "primary",
} as const;

export function createTransactions({
  connection,
  outbox,
  inbox,
}: {
  connection: Connection;
  outbox: Pick<Outbox, "add" | "wake">;
  inbox: Inbox;
}): Transact {
  return async (work, { name, cause, timeoutMs = 10_000 } = {}) => {
    let announced = 0;
    try {
      await inTransaction(connection, timeoutMs, async (session) => {
        if (cause) await inbox.add(cause, session);
        const announcements = await work(session);
        await outbox.add(announcements, session);
        announced = announcements.length;
      });
    } catch (error) {
      if (error === alreadyHandled) return "duplicate";
      throw error;
    }
    if (name) crashPoint(name);
    if (announced > 0) outbox.wake();
    return "done";
  };
}

/**
 * What the driver's `withTransaction` does, with a limit of our own: the driver tries for 120 s, and the
 * `timeoutMS` it takes has had no effect since 7.8. Of all that is cut off when a server dies, the driver labels only
 * the first error as transient; before the commit the others are just as surely without effect.
 */
async function inTransaction(
  connection: Connection,
  timeoutMs: number,
  work: (session: ClientSession) => Promise<void>,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  const session = await connection.startSession();
  try {
    for (let attempt = 1; ; attempt += 1) {
      let isCommitting = false;
      try {
        session.startTransaction({ ...settings, maxCommitTimeMS: timeoutMs });
        await work(session);
        isCommitting = true;
        await commit(session, deadline);
        return;
      } catch (error) {
        if (session.inTransaction()) await session.abortTransaction();
        const isTransient =
          hasLabel(error, "TransientTransactionError") || (!isCommitting && isServerLost(error));
        if (!isTransient || performance.now() > deadline) throw error;
      }
      await delay(Math.random() * Math.min(5 * 1.5 ** attempt, 500));
    }
  } finally {
    await session.endSession();
  }
}

async function commit(session: ClientSession, deadline: number): Promise<void> {
  for (;;) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      const isWorthAsking = hasLabel(error, "UnknownTransactionCommitResult") && !isTooSlow(error);
      if (!isWorthAsking || performance.now() > deadline) throw error;
    }
  }
}

const hasLabel = (error: unknown, label: string): boolean =>
  error instanceof mongoose.mongo.MongoError && error.hasErrorLabel(label);

const isTooSlow = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoServerError && error.codeName === "MaxTimeMSExpired";
