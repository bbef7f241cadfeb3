/** What spans several documents is saved together or not at all; what one document can carry needs none of this. */
import { setTimeout as delay } from "node:timers/promises";
import mongoose, { type ClientSession, type Connection } from "mongoose";
import { isServerLost } from "../process/server-lost.ts";

export type Transaction = {
  readonly session: ClientSession;
  /** Done once, after the commit; forgotten when it does not come to that. */
  readonly onCommit: (effect: () => void) => void;
};

/** Thrown by `work` that somebody else has to come before: it begins anew a little later, like one that met a conflict. */
export class OthersFirst extends Error {}

/**
 * Runs `work`, which may run several times and must have no effect outside the transaction; no `Promise.all` inside.
 * A commit whose result is unknown is thrown: ask again, idempotently.
 */
export type Transact = <Result>(
  work: (transaction: Transaction) => Promise<Result>,
  options?: { readonly timeoutMs?: number },
) => Promise<Result>;

/** Where the write of one document stands: alone, it has happened; in a transaction, the commit says so. */
export function afterSave(transaction: Transaction | undefined, effect: () => void): void {
  if (transaction) transaction.onCommit(effect);
  else effect();
}

const settings = {
  readConcern: { level: "snapshot" },
  writeConcern: { w: "majority" },
  readPreference: "primary",
} as const;

/**
 * What the driver's `withTransaction` does, with a limit of our own: the driver tries for 120 s, and the
 * `timeoutMS` it takes has had no effect since 7.8. Of all that is cut off when a server dies, the driver labels only
 * the first error as transient; before the commit the others are just as surely without effect.
 */
export const createTransactions =
  (connection: Connection): Transact =>
  async (work, { timeoutMs = 10_000 } = {}) => {
    const deadline = performance.now() + timeoutMs;
    const session = await connection.startSession();
    try {
      for (let attempt = 1; ; attempt += 1) {
        const effects: (() => void)[] = [];
        const transaction = { session, onCommit: (effect: () => void) => void effects.push(effect) };
        const done = await runOnce(transaction, work, timeoutMs, deadline);
        if (done) {
          for (const effect of effects) effect();
          return done.result;
        }
        await delay(Math.random() * Math.min(5 * 1.5 ** attempt, 500));
      }
    } finally {
      await session.endSession();
    }
  };

/** Undefined when nothing was changed, and it is worth trying again. */
async function runOnce<Result>(
  transaction: Transaction,
  work: (transaction: Transaction) => Promise<Result>,
  timeoutMs: number,
  deadline: number,
): Promise<{ readonly result: Result } | undefined> {
  const { session } = transaction;
  let isCommitting = false;
  try {
    session.startTransaction({ ...settings, maxCommitTimeMS: timeoutMs });
    const result = await work(transaction);
    isCommitting = true;
    await commit(session, deadline);
    return { result };
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction();
    const isTransient =
      hasLabel(error, "TransientTransactionError") || (!isCommitting && isServerLost(error));
    if (!isTransient || performance.now() > deadline) throw error;
    return undefined;
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
