/** Who saves owed work takes what is due, and does it from memory. */
import mongoose from "mongoose";
import { expect, test, vi } from "vitest";
import { currentContext, runInContext } from "../src/process/context.ts";
import { createTestClock, patience } from "./fixtures.ts";
import { leaseMs, never, openJobs, toTask, type Job } from "./jobs.ts";

const hourMs = 3_600_000;

test("what is due at its birth is leased by the save itself and done at once, without a query", async () => {
  const { clock, startWorker, taskOf } = await openJobs();
  const find = vi.spyOn(mongoose.mongo.Collection.prototype, "find");
  const findAndUpdate = vi.spyOn(mongoose.mongo.Collection.prototype, "findOneAndUpdate");
  const done: [Job, number][] = [];
  const worker = startWorker(async (job, { attempts }) => done.push([job, attempts]), { everyMs: never });
  await expect.poll(() => find.mock.calls.length, patience).toBe(2);
  const job = await worker.save("a", toTask("call:a"));
  await expect.poll(() => done.length, patience).toBe(1);
  expect(done[0]?.[0]).toBe(job);
  expect(done[0]?.[1]).toBe(1);
  expect([find.mock.calls.length, findAndUpdate.mock.calls.length]).toEqual([2, 0]);
  const saved = await taskOf("a");
  expect(saved).toEqual(job.owes?.[0]);
  expect(saved?.dueAt.getTime()).toBeGreaterThan(clock.now().getTime() + leaseMs - 5_000);
  vi.restoreAllMocks();
});

test("work belongs to the request that made it due, and does not end with that request's patience", async () => {
  const { startWorker } = await openJobs();
  const gate = Promise.withResolvers<void>();
  const seen: unknown[] = [];
  const worker = startWorker(
    async ({ _id }) => {
      const context = currentContext();
      seen.push([_id, context?.requestId, context?.msLeft()]);
      await gate.promise;
    },
    { concurrency: 1, everyMs: never },
  );
  const asked = (requestId: string) => ({ requestId, traceparent: "", msLeft: () => 5 });
  await runInContext(asked("first"), () => worker.save("a", toTask("call:a")));
  await worker.save("b", toTask("call:b"));
  await runInContext(asked("third"), () => worker.save("c", toTask("call:c")));
  gate.resolve();
  await expect.poll(() => seen.length, patience).toBe(3);
  expect(seen).toEqual([
    ["a", "first", Infinity],
    ["b", undefined, undefined],
    ["c", "third", Infinity],
  ]);
});

test("of what a document owes only what was added is taken", async () => {
  const { startWorker } = await openJobs();
  const worker = startWorker(async () => undefined);
  const [old, added, mail] = [toTask("old"), toTask("new"), toTask("mail", { kind: "mail" })];
  const { owes, added: taken } = worker.take([old, added, mail], [added, mail]);
  expect(owes.map(({ id, attempts }) => [id, attempts])).toEqual([
    ["old", 0],
    ["new", 1],
    ["mail", 1],
  ]);
  expect(owes[0]).toBe(old);
  expect(taken).toEqual([owes[1], owes[2]]);
});

test("as many as the limit run at the same time; the others wait their turn", async () => {
  const { startWorker } = await openJobs();
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const worker = startWorker(
    async ({ _id }) => {
      const gate = Promise.withResolvers<void>();
      gates.set(_id, gate);
      await gate.promise;
    },
    { concurrency: 2, everyMs: never },
  );
  const ids = ["a", "b", "c", "d", "e"];
  for (const id of ids) await worker.save(id, toTask(`call:${id}`));
  for (const [index, id] of ids.entries()) {
    await expect.poll(() => [...gates.keys()], patience).toEqual(ids.slice(0, index + 2));
    gates.get(id)?.resolve();
  }
});

test("what has waited for half of its lease is left, and comes again when the lease is over", async () => {
  const { clock, startWorker, rows } = await openJobs();
  const gate = Promise.withResolvers<void>();
  const done: [string, number][] = [];
  const worker = startWorker(
    async ({ _id }, { id, attempts }) => {
      done.push([_id, attempts]);
      if (_id === "a") await gate.promise;
      await rows.updateOne({ _id }, { $pull: { owes: { id } } });
    },
    { concurrency: 1 },
  );
  await worker.save("a", toTask("call:a"));
  await worker.save("b", toTask("call:b"));
  await expect.poll(() => done, patience).toEqual([["a", 1]]);
  clock.pass(leaseMs / 2 + 1_000);
  gate.resolve();
  await worker.save("c", toTask("call:c"));
  await expect.poll(() => done.length, patience).toBe(2);
  expect(done[1]).toEqual(["c", 1]);
  clock.pass(leaseMs / 2);
  await expect
    .poll(() => done, patience)
    .toEqual([
      ["a", 1],
      ["c", 1],
      ["b", 2],
    ]);
});

test("what is due later is done when its time has come, long before the next sweep", async () => {
  const { clock, startWorker, taskOf } = await openJobs();
  const doneAt: number[] = [];
  const worker = startWorker(async () => doneAt.push(clock.now().getTime()), { everyMs: never });
  await worker.save("a", toTask("call:a", { kind: "mail" }));
  await expect.poll(() => taskOf("a"), patience).toBeUndefined();
  const dueAt = new Date(clock.now().getTime() + 400);
  await worker.save("b", toTask("call:b", { dueAt }));
  expect(await taskOf("b")).toMatchObject({ dueAt, attempts: 0 });
  await expect.poll(() => doneAt.length, patience).toBe(1);
  expect(doneAt[0]).toBeGreaterThanOrEqual(dueAt.getTime());
});

test("until it is told to begin a worker takes nothing, and then does what was saved", async () => {
  const { newWorker, taskOf } = await openJobs();
  const worker = newWorker();
  await worker.save("a", toTask("call:a"));
  expect(await taskOf("a")).toMatchObject({ attempts: 0 });
  const done: string[] = [];
  const kind = { concurrency: 1, leaseMs, run: async ({ _id }: Job) => done.push(_id) };
  worker.begin({ call: kind, mail: kind });
  await expect.poll(() => done, patience).toEqual(["a"]);
});

test("a stopped worker takes nothing at birth, and gives back at once what it had taken; another does it", async () => {
  const { startWorker, rows, taskOf } = await openJobs();
  const done: string[] = [];
  const run = async ({ _id }: Job, { id }: { id: string }) => {
    done.push(_id);
    await rows.updateOne({ _id }, { $pull: { owes: { id } } });
  };
  const stopped = startWorker(run);
  const taken = stopped.take([toTask("call:early")], [toTask("call:early")]);
  await stopped[Symbol.asyncDispose]();
  const early = { _id: "early", owes: taken.owes, revision: 1 };
  await rows.insertOne({ ...early });
  stopped.start("early", early, taken);
  await stopped.save("late", toTask("call:late"));
  expect(await taskOf("late")).toMatchObject({ attempts: 0 });
  expect(done).toEqual([]);

  startWorker(run);
  await expect.poll(() => done.toSorted(), patience).toEqual(["early", "late"]);
});

test.each([
  ["ahead", -hourMs],
  ["behind", hourMs],
])(
  "work that a process whose clock is an hour %s saves and does not live to do is done in time",
  async (_, aheadMs) => {
    // The process's own clock is this one's; the database's is an hour from it.
    const clock = createTestClock({ aheadMs });
    const { startWorker, taskOf } = await openJobs();
    const dying = startWorker(async () => undefined, { clock, everyMs: never });
    await dying.save("a", toTask("call:a", { dueAt: new Date() }));
    const leased = await taskOf("a");
    expect(leased?.attempts).toBe(1);
    const leftMs = Number(leased?.dueAt) - clock.now().getTime();
    expect(leftMs).toBeGreaterThan(leaseMs - 10_000);
    expect(leftMs).toBeLessThanOrEqual(leaseMs);

    const attempts: number[] = [];
    startWorker(async (_job, task) => attempts.push(task.attempts), { clock });
    expect(await taskOf("a")).toEqual(leased);
    clock.pass(leaseMs);
    await expect.poll(() => attempts, patience).toEqual([2]);
  },
);
