/**
 * Work that is due, taken from a collection and done by one worker at a time. The lease is on the server's clock:
 * a worker that dies gives its row back by doing nothing.
 */
import type { mongo } from "mongoose";
import type { Logger } from "./logger.ts";
import { createPoll } from "./poll.ts";

export type Worker = AsyncDisposable & {
  /** Something may be due: a hint. */
  wake(): void;
};

/**
 * Calls `work` with each row whose `dueField` (a dotted path to a date; needs an index) has come. The work moves the
 * row on by setting or clearing it; a row it leaves alone, or fails on, is due again after `leaseMs`.
 * `attempts` beside `dueField` is counted when it is there. Keep the work shorter than the lease.
 */
export function createWorker<Row extends mongo.Document>({
  name,
  collection,
  dueField,
  filter = {},
  leaseMs,
  concurrency,
  everyMs,
  log,
  work,
}: {
  name: string;
  collection: mongo.Collection<Row>;
  dueField: string;
  filter?: mongo.Filter<Row>;
  leaseMs: number;
  concurrency: number;
  everyMs: number;
  log: Logger;
  work: (row: mongo.WithId<Row>) => Promise<void>;
}): Worker {
  const running = new Set<Promise<void>>();
  // A date first: nothing and null are less than now, too.
  const due = { ...filter, [dueField]: { $type: "date" }, $expr: { $lte: [`$${dueField}`, "$$NOW"] } };
  const attempts = [...dueField.split(".").slice(0, -1), "attempts"].join(".");
  const lease = [
    {
      $set: {
        [dueField]: { $add: ["$$NOW", leaseMs] },
        [attempts]: { $cond: [{ $isNumber: `$${attempts}` }, { $add: [`$${attempts}`, 1] }, "$$REMOVE"] },
      },
    },
  ];

  const claim = () =>
    collection.findOneAndUpdate(due, lease, {
      sort: { [dueField]: 1 },
      returnDocument: "after",
    });

  const start = (row: mongo.WithId<Row>): void => {
    const { _id: id } = row;
    const job = work(row)
      .catch((error: unknown) => log.error({ err: error, worker: name, row: id }, "Work failed"))
      .finally(() => {
        const wasFull = running.size === concurrency;
        running.delete(job);
        if (wasFull) poll.wake();
      });
    running.add(job);
  };

  const poll = createPoll({
    everyMs,
    work: async () => {
      while (running.size < concurrency) {
        const row = await claim();
        if (!row) return false;
        start(row);
      }
      return false;
    },
    onError: (error) => log.warn({ err: error, worker: name }, "Cannot look for work; will try again"),
  });

  return {
    wake: () => poll.wake(),
    [Symbol.asyncDispose]: async () => {
      await poll[Symbol.asyncDispose]();
      await Promise.all(running);
    },
  };
}
