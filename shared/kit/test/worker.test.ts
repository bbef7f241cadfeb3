/** Owed work that nobody took at birth, or that was not done then, is found and done: by one at a time. */
import { expect, test } from "vitest";
import { patience } from "./fixtures.ts";
import { leaseMs, never, openJobs, past, toJob, toTask, type Job, type Task } from "./jobs.ts";

const ids = (count: number) => Array.from({ length: count }, (_, index) => `job-${index}`);

test("two workers do each due task once, a few at a time", async () => {
  const { rows, startWorker } = await openJobs();
  await rows.insertMany(ids(60).map((id) => toJob(id, toTask(`call:${id}`))));
  const done: string[] = [];
  let [atOnce, most] = [0, 0];
  const run = async ({ _id }: Job, { id, attempts }: Task) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    done.push(_id);
    expect(attempts).toBe(1);
    await rows.updateOne({ _id }, { $pull: { owes: { id } } });
    atOnce -= 1;
  };
  startWorker(run);
  startWorker(run);
  await expect.poll(() => done.length, patience).toBe(60);
  expect(done.toSorted()).toEqual(ids(60).toSorted());
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});

test("two workers, one that took work at its birth and one that sweeps, never do the same lease", async () => {
  const { clock, rows, startWorker } = await openJobs();
  const gate = Promise.withResolvers<void>();
  const done: [string, string, number][] = [];
  const worker = startWorker(
    async ({ _id }, { attempts }) => {
      done.push(["born", _id, attempts]);
      await gate.promise;
    },
    { everyMs: never },
  );
  await worker.save("a", toTask("call:a"));
  startWorker(async ({ _id }, { id, attempts }) => {
    done.push(["swept", _id, attempts]);
    await rows.updateOne({ _id }, { $pull: { owes: { id } } });
  });
  clock.pass(leaseMs - 5_000);
  await rows.insertOne(toJob("b", toTask("call:b")));
  await expect
    .poll(() => done, patience)
    .toEqual([
      ["born", "a", 1],
      ["swept", "b", 1],
    ]);
  clock.pass(5_000);
  await expect.poll(() => done.at(-1), patience).toEqual(["swept", "a", 2]);
  gate.resolve();
});

test("what is not owed, is due later or is another kind's is left alone", async () => {
  const { clock, rows, startWorker } = await openJobs();
  const later = { dueAt: new Date(clock.now().getTime() + never) };
  await rows.insertMany([
    toJob("none"),
    { _id: "absent", revision: 1 },
    toJob("later", toTask("call:later", later)),
    toJob("mixed", toTask("mail", { kind: "mail", ...later }), toTask("call:mixed")),
    toJob("unknown", { ...toTask("x"), kind: "unknown" as "call" }),
  ]);
  const before = await rows.find({ _id: { $ne: "mixed" } }).toArray();
  const done: string[] = [];
  startWorker(async (_job, { id }) => done.push(id));
  await expect.poll(() => done, patience).toEqual(["call:mixed"]);
  expect(await rows.find({ _id: { $ne: "mixed" } }).toArray()).toEqual(before);
  expect((await rows.findOne({ _id: "mixed" }))?.owes?.[0]).toEqual(
    toTask("mail", { kind: "mail", ...later }),
  );
});

test("several calls that one document owes are done each by itself", async () => {
  const { rows, startWorker } = await openJobs();
  await rows.insertOne(toJob("a", toTask("capture"), toTask("refund:1"), toTask("refund:2")));
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  startWorker(async ({ _id }, { id }) => {
    done.push(id);
    if (id === "capture") await gate.promise;
    await rows.updateOne({ _id }, { $pull: { owes: { id } }, $inc: { revision: 1 } });
  });
  await expect.poll(() => done.toSorted(), patience).toEqual(["capture", "refund:1", "refund:2"]);
  const left = async () => (await rows.findOne())?.owes?.map(({ id }) => id);
  await expect.poll(left, patience).toEqual(["capture"]);
  gate.resolve();
  await expect.poll(left, patience).toEqual([]);
  // Three leases, three results.
  expect((await rows.findOne())?.revision).toBe(7);
});

test("work that fails comes again when its lease is over, not before", async () => {
  const { clock, rows, startWorker } = await openJobs();
  await rows.insertOne(toJob("a", toTask("call:a")));
  const attempts: number[] = [];
  startWorker(async ({ _id }, task) => {
    if (_id === "b") return;
    attempts.push(task.attempts);
    if (attempts.length === 1) throw new Error("crash");
    await rows.updateOne({ _id }, { $pull: { owes: { id: task.id } } });
  });
  await expect.poll(() => attempts, patience).toEqual([1]);
  clock.pass(leaseMs - 5_000);
  await rows.insertOne(toJob("b", toTask("call:b")));
  await expect.poll(async () => (await rows.findOne({ _id: "b" }))?.revision, patience).toBe(2);
  expect(attempts).toEqual([1]);
  clock.pass(5_000);
  await expect.poll(() => attempts, patience).toEqual([1, 2]);
  await expect.poll(async () => (await rows.findOne({ _id: "a" }))?.owes, patience).toEqual([]);
});

test("a worker that died gives its work back when the lease is over", async () => {
  const { clock, rows, startWorker } = await openJobs();
  const dueAt = new Date(clock.now().getTime() + leaseMs);
  await rows.insertMany([toJob("a", toTask("call:a", { dueAt, attempts: 1 })), toJob("b", toTask("call:b"))]);
  const done: [string, number][] = [];
  startWorker(async ({ _id }, { attempts }) => done.push([_id, attempts]));
  await expect.poll(() => done, patience).toEqual([["b", 1]]);
  clock.pass(leaseMs);
  await expect
    .poll(() => done.slice(1).toSorted(([a], [b]) => a.localeCompare(b)), patience)
    .toEqual([
      ["a", 2],
      ["b", 2],
    ]);
});

test("work may name its own time for the next attempt", async () => {
  const { clock, rows, startWorker, taskOf } = await openJobs();
  await rows.insertOne(toJob("a", toTask("call:a")));
  const doneAt: [number, number][] = [];
  startWorker(
    async (_job, { attempts }, later) => {
      doneAt.push([attempts, clock.now().getTime()]);
      await later.postpone(attempts === 1 ? 300 : never);
    },
    { everyMs: 600_000 },
  );
  await expect.poll(() => doneAt.map(([attempts]) => attempts), patience).toEqual([1, 2]);
  expect(doneAt[1]![1] - doneAt[0]![1]).toBeGreaterThanOrEqual(300);
  const isPostponed = async () =>
    (await taskOf("a"))!.dueAt.getTime() > clock.now().getTime() + never - 60_000;
  await expect.poll(isPostponed, patience).toBe(true);
  expect((await rows.findOne())?.revision).toBe(5);
});

test("work may give up: it is owed no more, and what else the document owes is", async () => {
  const { rows, startWorker } = await openJobs();
  const other = toTask("other", { dueAt: new Date(Date.now() + never) });
  await rows.insertOne(toJob("a", toTask("call:a"), other));
  startWorker(async (_job, _task, later) => later.giveUp());
  await expect.poll(async () => (await rows.findOne())?.owes, patience).toEqual([other]);
  expect((await rows.findOne())?.revision).toBe(3);
});

test("stopping waits for the work that runs, begins no other, and gives back at once what it had taken", async () => {
  const { clock, rows, startWorker, taskOf } = await openJobs();
  await rows.insertMany([toJob("a", toTask("call:a")), toJob("b", toTask("call:b"))]);
  const gate = Promise.withResolvers<void>();
  let [started, ended] = [0, 0];
  const worker = startWorker(
    async () => {
      started += 1;
      await gate.promise;
      ended += 1;
    },
    { concurrency: 1 },
  );
  await expect.poll(() => started, patience).toBe(1);
  await worker.save("c", toTask("call:c"));
  const stopping = worker[Symbol.asyncDispose]();
  gate.resolve();
  await stopping;
  expect([started, ended]).toEqual([1, 1]);
  expect((await taskOf("c"))?.dueAt.getTime()).toBeLessThanOrEqual(clock.now().getTime());
  expect(await rows.countDocuments({ owes: { $elemMatch: { dueAt: past, attempts: 0 } } })).toBe(1);
});
