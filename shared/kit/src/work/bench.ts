/** Tasks of one kind that this process has leased: a few at the same time, the others wait their turn. */
import { afterwards } from "../process/context.ts";
import { crashPoint } from "../process/crash-point.ts";
import type { Logger } from "../process/logger.ts";
import { within } from "../process/within.ts";
import type { ServerClock } from "../mongo/server-clock.ts";
import type { Owed } from "./owed.ts";

/** How one kind of work is done. */
export type Kind<Document, Task extends Owed> = {
  /** At the same time, in this process. */
  readonly concurrency: number;
  /** Longer than one attempt may take. */
  readonly leaseMs: number;
  /**
   * Saves what came of it, or calls `postpone`. What it leaves alone, or fails on, is due again when the lease is over.
   */
  readonly run: (document: Document, task: Task, later: Later) => Promise<unknown>;
};

/** For what could not be done now. */
export type Later = {
  /** Due again `inMs` from now. */
  postpone(inMs: number): Promise<void>;
  /** Owed no more, though it was not done. */
  giveUp(): Promise<void>;
};

export type Bench<Document, Task extends Owed> = {
  readonly leaseMs: number;
  add(document: Document, task: Task, later: Later): void;
  freeSlots(): number;
  /** Begins nothing more; resolves when what runs has ended, and what waited is due again for others. */
  stop(): Promise<void>;
};

type Job = {
  readonly until: number;
  readonly run: () => Promise<void>;
  readonly giveBack: () => Promise<void>;
};

export function createBench<Document, Task extends Owed>({
  name,
  kind: { concurrency, leaseMs, run },
  clock,
  log,
  whenFree,
}: {
  name: string;
  kind: Kind<Document, Task>;
  clock: ServerClock;
  log: Logger;
  /** Called when there is room again after there was none. */
  whenFree: () => void;
}): Bench<Document, Task> {
  const running = new Set<Promise<void>>();
  const waiting: Job[] = [];
  const freeSlots = () => concurrency - running.size - waiting.length;

  const runWaiting = (): void => {
    while (running.size < concurrency) {
      const job = waiting.shift();
      if (!job) return;
      // One that has waited for half of its lease is left to the sweep, or two would do it.
      if (clock.now().getTime() > job.until) continue;
      const work = job.run().finally(() => {
        const hadRoom = freeSlots() > 0;
        running.delete(work);
        runWaiting();
        if (!hadRoom && freeSlots() > 0) whenFree();
      });
      running.add(work);
    }
  };

  return {
    leaseMs,
    freeSlots,
    add: (document, task, later) => {
      const job = afterwards(async (): Promise<void> => {
        crashPoint(`${name}.taken`);
        try {
          // Long after its lease is over it hangs, and somebody else does it: its place is free.
          await within(2 * leaseMs, task.id, run(document, task, later));
        } catch (error) {
          log.error({ err: error, worker: name, task: task.id }, "Work failed");
        }
      });
      const giveBack = async (): Promise<void> => {
        try {
          await later.postpone(0);
        } catch (error) {
          // It is not lost, only later: due when its lease is over.
          log.warn({ err: error, worker: name, task: task.id }, "Cannot give work back");
        }
      };
      waiting.push({ until: task.dueAt.getTime() - leaseMs / 2, run: job, giveBack });
      runWaiting();
    },
    stop: async () => {
      const now = clock.now().getTime();
      // One whose lease is over may be somebody else's by now.
      const own = waiting.splice(0).filter(({ until }) => now <= until);
      await Promise.all(own.map(({ giveBack }) => giveBack()));
      await Promise.all(running);
    },
  };
}
