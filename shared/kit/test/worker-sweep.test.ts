/** How a worker looks for work, soon enough and reading no more than it needs, and what it does about work that hangs. */
import mongoose from "mongoose";
import { expect, test, vi } from "vitest";
import { log, patience } from "./fixtures.ts";
import { leaseMs, never, openJobs, toJob, toTask, type Job, type Task } from "./jobs.ts";

const ids = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

test("a backlog is worked off without a pause, long before the next sweep", async () => {
  const { rows, startWorker } = await openJobs();
  await rows.insertMany(ids(20, "job").map((id) => toJob(id, toTask(`call:${id}`))));
  const done: string[] = [];
  const run = async ({ _id }: Job, { id }: Task) => {
    await rows.updateOne({ _id }, { $pull: { owes: { id } } });
    done.push(_id);
  };
  startWorker(run, { everyMs: never, concurrency: 2 });
  await expect.poll(() => done.length, patience).toBe(20);
});

test("looking for work reads as many due documents as there is room for, from the index, nothing else", async () => {
  const { connection, clock, rows, startWorker } = await openJobs();
  const later = { dueAt: new Date(clock.now().getTime() + never) };
  await rows.insertMany([
    ...ids(300, "later").map((id) => toJob(id, toTask(`call:${id}`, later))),
    ...ids(300, "none").map((id) => toJob(id)),
    ...ids(100, "due").map((id) => toJob(id, toTask(`call:${id}`))),
  ]);
  await connection.db?.command({ profile: 2 });
  const done: string[] = [];
  startWorker(async ({ _id }, { id }) => {
    await rows.updateOne({ _id }, { $pull: { owes: { id } } });
    done.push(_id);
  });
  await expect.poll(() => done.length, patience).toBe(100);
  await connection.db?.command({ profile: 0 });

  const filter = { "command.find": "jobs", op: "query" };
  const sweeps = await connection.db!.collection("system.profile").find(filter).toArray();
  expect(sweeps.length).toBeGreaterThan(25);
  expect(Math.max(...sweeps.map((sweep) => Number(sweep["docsExamined"])))).toBeLessThanOrEqual(4);
});

test("what is overdue of one kind does not hold up another kind of the same documents", async () => {
  const { clock, rows, startWorker } = await openJobs();
  const at = (ms: number) => ({ dueAt: new Date(clock.now().getTime() + ms) });
  const stuck = Promise.withResolvers<void>();
  const overdue = ids(10, "both").map((id) =>
    toJob(id, toTask(`call:${id}`), toTask(`mail:${id}`, { kind: "mail", ...at(never) })),
  );
  await rows.insertMany([...overdue, toJob("mail", toTask("mail", { kind: "mail", ...at(-1_000) }))]);
  startWorker(() => stuck.promise, { concurrency: 1, everyMs: 2 * never });
  await expect.poll(async () => (await rows.findOne({ _id: "mail" }))?.owes, patience).toEqual([]);
  stuck.resolve();
});

test("a database that does not answer is asked again", async () => {
  const { rows, startWorker } = await openJobs();
  const warn = vi.spyOn(log, "warn");
  const find = vi.spyOn(mongoose.mongo.Collection.prototype, "find");
  find.mockImplementationOnce(() => {
    throw new Error("away");
  });
  await rows.insertOne(toJob("a", toTask("call:a")));
  const done: string[] = [];
  startWorker(async ({ _id }) => done.push(_id));
  await expect.poll(() => done, patience).toEqual(["a"]);
  expect(warn).toHaveBeenCalledWith(expect.anything(), expect.stringContaining("Cannot look for work"));
  vi.restoreAllMocks();
});

test("work that hangs leaves its place to others, some time after its lease", async () => {
  const { newWorker } = await openJobs();
  const worker = newWorker({ everyMs: never });
  const done: string[] = [];
  const run = async ({ _id }: Job): Promise<void> => {
    if (_id === "hangs") await new Promise(() => undefined);
    done.push(_id);
  };
  worker.begin({
    call: { concurrency: 1, leaseMs: 50, run },
    mail: { concurrency: 1, leaseMs, run: async () => undefined },
  });
  await worker.save("hangs", toTask("call:hangs"));
  await worker.save("next", toTask("call:next"));
  await expect.poll(() => done, patience).toEqual(["next"]);
});
