/**
 * Does what documents owe. Whoever saves a document takes what is due at its birth and starts at once, from memory; a
 * sweep of the index finds what a crash, a failure or a later date left. Leases are on the database's clock: a worker
 * that dies gives its work back by doing nothing.
 */
import type { mongo } from "mongoose";
import type { Logger } from "../process/logger.ts";
import type { ServerClock } from "../mongo/server-clock.ts";
import { createPoll, type Poll } from "../process/poll.ts";
import { createBench, type Bench, type Kind, type Later } from "./bench.ts";
import { owesIndex, type Owed, type Owing } from "./owed.ts";

export type Kinds<Document, Task extends Owed> = {
  readonly [Name in Task["kind"]]: Kind<Document, Extract<Task, { kind: Name }>>;
};

export type Worker<Document, Task extends Owed> = AsyncDisposable & {
  /** All that a document owes, as it is to be saved, and of what was `added` that which is leased to this process now. */
  take(owes: readonly Task[], added: readonly Task[]): Taken<Task>;
  /** Call after the save, or after its commit: does what was taken. */
  start(id: string, document: Document, taken: Taken<Task>): void;
  /** Begins to work; until then what is owed waits. Call once. */
  begin(kinds: Kinds<Document, Task>): void;
};

export type Taken<Task extends Owed> = { readonly owes: readonly Task[]; readonly added: readonly Task[] };

const batch = 50;

export function createWorker<Row extends Owing<Task>, Document, Task extends Owed>({
  name,
  rows,
  toDocument,
  clock,
  log,
  everyMs = 10_000,
}: {
  /** For the log, and for naming the moment between taking and doing: `<name>.<kind>.taken`. */
  name: string;
  rows: mongo.Collection<Row>;
  toDocument: (row: Row) => Document;
  clock: ServerClock;
  log: Logger;
  /** How often to look for what was left. */
  everyMs?: number;
}): Worker<Document, Task> {
  const owing = rows as unknown as mongo.Collection<Owing>;
  const benches = new Map<string, Bench<Document, Task>>();
  let poll: Poll | undefined;
  let isStopping = false;
  const givingBack = new Set<Promise<void>>();

  const laterFor = (_id: string, { id }: Task): Later => ({
    postpone: async (inMs) => {
      const dueAt = new Date(clock.now().getTime() + inMs);
      await owing.updateOne(
        { _id, "owes.id": id },
        { $set: { "owes.$.dueAt": dueAt }, $inc: { revision: 1 } },
      );
      poll?.wakeIn(inMs);
    },
    giveUp: async () => {
      await owing.updateOne({ _id }, { $pull: { owes: { id } }, $inc: { revision: 1 } });
    },
  });

  const lease = async (_id: string, task: Task, bench: Bench<Document, Task>): Promise<void> => {
    if (isStopping) return;
    const now = clock.now();
    const row = await owing.findOneAndUpdate(
      { _id, owes: { $elemMatch: { id: task.id, dueAt: { $lte: now } } } },
      {
        $set: { "owes.$.dueAt": new Date(now.getTime() + bench.leaseMs) },
        $inc: { "owes.$.attempts": 1, revision: 1 },
      },
      { returnDocument: "after" },
    );
    const taken = (row?.owes as readonly Task[] | undefined)?.find(({ id }) => id === task.id);
    if (!row || !taken) return;
    const later = laterFor(_id, taken);
    if (isStopping) await later.postpone(0);
    else bench.add(toDocument(row as unknown as Row), taken, later);
  };

  /** What was saved after the worker was told to stop is another one's at once; where that fails, when its lease is over. */
  const giveBack = (id: string, added: readonly Task[]): void => {
    for (const task of added.filter(({ attempts }) => attempts > 0)) {
      const given = laterFor(id, task)
        .postpone(0)
        .catch((error: unknown) => log.warn({ err: error, worker: name, id }, "Work rests for its lease"))
        .finally(() => givingBack.delete(given));
      givingBack.add(given);
    }
  };

  /** Answers in how many ms there is something to do for this kind. */
  const sweep = async ([kind, bench]: [string, Bench<Document, Task>]): Promise<number> => {
    const free = bench.freeSlots();
    if (free <= 0) return everyMs;
    const now = clock.now().getTime();
    const soon = new Date(now + everyMs);
    const found = await owing
      .find(
        { owes: { $elemMatch: { kind, dueAt: { $lte: soon } } } },
        // In the order of the index, what is due first comes first; a sort would read all, and look at other kinds' dates.
        { projection: { owes: 1 }, hint: owesIndex.name, limit: Math.min(free, batch) },
      )
      .toArray();
    const tasks = found.flatMap(({ _id, owes = [] }) =>
      (owes as readonly Task[]).filter((task) => task.kind === kind).map((task) => ({ _id, task })),
    );
    const due = tasks.filter(({ task }) => task.dueAt.getTime() <= now);
    await Promise.all(due.map(({ _id, task }) => lease(_id, task, bench)));
    if (due.length > 0) return 0;
    return Math.min(everyMs, ...tasks.map(({ task }) => task.dueAt.getTime() - now));
  };

  return {
    take: (owes, added) => {
      const now = clock.now().getTime();
      // Due by this process's clock, which gave the date, or by the database's.
      const isDue = (task: Task) => task.dueAt.getTime() <= Math.max(now, Date.now());
      const isAdded = (task: Task) => added.some(({ id }) => id === task.id);
      const taken = owes.map((task) => {
        const bench = benches.get(task.kind);
        if (isStopping || !bench || !isAdded(task) || !isDue(task)) return task;
        return { ...task, dueAt: new Date(now + bench.leaseMs), attempts: 1 };
      });
      return { owes: taken, added: taken.filter(isAdded) };
    },
    start: (id, document, { added }) => {
      if (isStopping) return giveBack(id, added);
      const now = clock.now().getTime();
      for (const task of added) {
        if (task.attempts > 0) benches.get(task.kind)?.add(document, task, laterFor(id, task));
        else poll?.wakeIn(task.dueAt.getTime() - now);
      }
    },
    begin: (kinds) => {
      for (const [kind, does] of Object.entries<Kind<Document, never>>(kinds)) {
        const whenFree = () => poll?.wake();
        benches.set(kind, createBench({ name: `${name}.${kind}`, kind: does, clock, log, whenFree }));
      }
      poll = createPoll({
        everyMs,
        work: async () => Math.min(...(await Promise.all([...benches].map(sweep)))),
        onError: (error) => log.warn({ err: error, worker: name }, "Cannot look for work; will try again"),
      });
    },
    [Symbol.asyncDispose]: async () => {
      isStopping = true;
      const stopped = [...benches.values()].map((bench) => bench.stop());
      await poll?.[Symbol.asyncDispose]();
      await Promise.all(stopped);
      // What ran until now may have saved more.
      await Promise.all(givingBack);
    },
  };
}
