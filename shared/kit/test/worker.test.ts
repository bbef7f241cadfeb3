import { expect, onTestFinished, test } from "vitest";
import { defineCollection } from "../src/migrations.ts";
import { collectionOf } from "../src/mongo.ts";
import { createWorker } from "../src/worker.ts";
import { log, openDatabase, patience } from "./fixtures.ts";

type Row = { _id: number; state: string; task?: { dueAt: Date | null; attempts: number } };

const past = new Date(0);
const future = new Date(Date.now() + 3_600_000);

async function openRows() {
  const { connection } = await openDatabase([
    defineCollection({
      name: "rows",
      collection: "rows",
      indexes: [{ key: { "task.dueAt": 1 }, name: "due", sparse: true }],
    }),
  ]);
  const collection = collectionOf<Row>(connection, "rows");
  const start = (
    work: (row: Row) => Promise<void>,
    options: { leaseMs?: number; concurrency?: number } = {},
  ) => {
    const worker = createWorker<Row>({
      name: "test",
      collection,
      dueField: "task.dueAt",
      filter: { state: "open" },
      leaseMs: 60_000,
      concurrency: 4,
      everyMs: 50,
      log,
      work,
      ...options,
    });
    onTestFinished(() => worker[Symbol.asyncDispose]());
    return worker;
  };
  return { connection, collection, start };
}

const toRow = (_id: number, dueAt: Date | null = past): Row => ({
  _id,
  state: "open",
  task: { dueAt, attempts: 0 },
});
const ids = (count: number) => Array.from({ length: count }, (_, index) => index);

test("two workers do each due row once, a few at a time", async () => {
  const { collection, start } = await openRows();
  await collection.insertMany(ids(60).map((id) => toRow(id)));
  const done: number[] = [];
  let [atOnce, most] = [0, 0];
  const work = async ({ _id, task }: Row) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    done.push(_id);
    expect(task?.attempts).toBe(1);
    await collection.updateOne({ _id }, { $set: { "task.dueAt": null } });
    atOnce -= 1;
  };
  start(work);
  start(work);
  await expect.poll(() => done.length, patience).toBe(60);
  expect(done.toSorted((a, b) => a - b)).toEqual(ids(60));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});

test("rows without a date, of another state, or due later are left alone", async () => {
  const { collection, start } = await openRows();
  await collection.insertMany([
    toRow(1, future),
    toRow(2, null),
    { _id: 3, state: "open" },
    { ...toRow(4), state: "closed" },
    toRow(5),
  ]);
  const done: number[] = [];
  start(async ({ _id }) => void done.push(_id));
  await expect.poll(() => done, patience).toEqual([5]);
  const untouched = await collection.find({ "task.attempts": { $ne: 1 } }).toArray();
  expect(untouched.map(({ _id }) => _id).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
});

test("a row whose worker failed or died is done again when its lease is over", async () => {
  const { collection, start } = await openRows();
  await collection.insertOne(toRow(1));
  const attempts: number[] = [];
  start(
    async ({ _id, task }) => {
      attempts.push(task?.attempts ?? 0);
      if (attempts.length === 1) throw new Error("crash");
      await collection.updateOne({ _id }, { $set: { "task.dueAt": null } });
    },
    { leaseMs: 150 },
  );
  await expect.poll(() => attempts, patience).toEqual([1, 2]);
  expect((await collection.findOne({ _id: 1 }))?.task?.dueAt).toBeNull();
});

test("work may name its own time for the next attempt", async () => {
  const { collection, start } = await openRows();
  await collection.insertOne(toRow(1));
  let runs = 0;
  start(async ({ _id }) => {
    runs += 1;
    await collection.updateOne({ _id }, { $set: { "task.dueAt": runs === 1 ? past : future } });
    if (runs === 1) throw new Error("again, please");
  });
  await expect.poll(() => runs, patience).toBe(2);
});

test("stopping waits for the work that runs", async () => {
  const { collection, start } = await openRows();
  await collection.insertMany([toRow(1), toRow(2)]);
  const gate = Promise.withResolvers<void>();
  let [started, ended] = [0, 0];
  const worker = start(
    async () => {
      started += 1;
      await gate.promise;
      ended += 1;
    },
    { concurrency: 1 },
  );
  await expect.poll(() => started, patience).toBe(1);
  const stopping = worker[Symbol.asyncDispose]();
  gate.resolve();
  await stopping;
  expect([started, ended]).toEqual([1, 1]);
});

test("looking for work reads what is due from the index, nothing else", async () => {
  const { collection, start, connection } = await openRows();
  await collection.insertMany([...ids(500).map((id) => toRow(id, future)), toRow(1_000)]);
  await collection.insertMany(ids(500).map((id) => toRow(id + 2_000, null)));
  await connection.db?.command({ profile: 2 });
  const done: number[] = [];
  start(async ({ _id }) => void done.push(_id));
  await expect.poll(() => done, patience).toEqual([1_000]);

  const profile = collectionOf(connection, "system.profile");
  const readClaims = async () => {
    const claims = await profile
      .find({ "command.findAndModify": "rows" }, { sort: { ts: 1 }, limit: 2 })
      .toArray();
    return claims.map((claim) => [claim["keysExamined"], claim["docsExamined"]]);
  };
  await expect.poll(readClaims, patience).toEqual([
    [1, 1],
    [0, 0],
  ]);
});
