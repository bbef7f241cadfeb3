/** Documents that owe work, and workers that do it, on a clock that a test can move on. */
import { onTestFinished } from "vitest";
import { collectionOf } from "../src/mongo/collections.ts";
import type { ServerClock } from "../src/mongo/server-clock.ts";
import type { Later } from "../src/work/bench.ts";
import { owesIndex, type Owed, type Owing } from "../src/work/owed.ts";
import { createWorker } from "../src/work/worker.ts";
import { createTestClock, log, openDatabase } from "./fixtures.ts";

export type Task = Owed<"call" | "mail">;
export type Job = Owing<Task>;

export const never = 3_600_000;
export const leaseMs = 60_000;
export const past = new Date(0);

export const toTask = (id: string, task: Partial<Task> = {}): Task => ({
  id,
  kind: "call",
  dueAt: past,
  attempts: 0,
  giveUpAt: null,
  ...task,
});
export const toJob = (_id: string, ...owes: readonly Task[]): Job => ({ _id, owes, revision: 1 });

type Run = (job: Job, task: Task, later: Later) => Promise<unknown>;
type Options = { readonly clock?: ServerClock; readonly everyMs?: number; readonly concurrency?: number };

export async function openJobs() {
  const { connection } = await openDatabase([{ name: "jobs", indexes: [owesIndex] }]);
  const rows = collectionOf<Job>(connection, "jobs");
  const clock = createTestClock();

  const newWorker = (options: Pick<Options, "clock" | "everyMs"> = {}) => {
    const toDocument = (row: Job) => row;
    const worker = createWorker<Job, Job, Task>({
      name: "jobs",
      rows,
      toDocument,
      clock,
      log,
      everyMs: 20,
      ...options,
    });
    onTestFinished(() => worker[Symbol.asyncDispose]());
    return {
      ...worker,
      /** What a use case does that saves a document which owes work. */
      save: async (id: string, ...owes: readonly Task[]): Promise<Job> => {
        const taken = worker.take(owes, owes);
        const job = toJob(id, ...taken.owes);
        await rows.insertOne({ ...job });
        worker.start(id, job, taken);
        return job;
      },
    };
  };

  return {
    connection,
    rows,
    clock,
    newWorker,
    /** Does `run` for calls; mails are done at once. */
    startWorker: (run: Run, { concurrency = 4, ...options }: Options = {}) => {
      const worker = newWorker(options);
      worker.begin({
        call: { concurrency, leaseMs, run },
        mail: { concurrency: 1, leaseMs, run: (_job, _task, later) => later.giveUp() },
      });
      return worker;
    },
    taskOf: async (id: string): Promise<Task | undefined> => (await rows.findOne({ _id: id }))?.owes?.[0],
  };
}
