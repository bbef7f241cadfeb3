import mongoose from "mongoose";
import { expect, test, vi } from "vitest";
import { AppError } from "../src/errors.ts";
import { createInbox, inboxMigration } from "../src/inbox.ts";
import { defineCollection } from "../src/migrations.ts";
import { collectionOf } from "../src/mongo.ts";
import { createOutbox, outboxMigration } from "../src/outbox.ts";
import { createTransactions } from "../src/transactions.ts";
import { log, newDefinition, openDatabase } from "./fixtures.ts";

type Thing = { _id: string; n: number };

async function openShop() {
  const things = defineCollection({ name: "things", collection: "things" });
  const { connection } = await openDatabase([outboxMigration, inboxMigration, things]);
  const outbox = createOutbox({ connection, log });
  const wake = vi.spyOn(outbox, "wake");
  const transact = createTransactions({ connection, outbox, inbox: createInbox({ connection }) });
  return { connection, outbox, wake, transact, things: collectionOf<Thing>(connection, "things") };
}

const definition = newDefinition();
const announcement = { fact: definition.of({ n: 1 }), aggregateId: "thing-1", sequence: 1 };
const cause = { consumer: "order", eventId: crypto.randomUUID() };

test("a message handled twice, also at the same time, has its effect once", async () => {
  const { transact, things, outbox } = await openShop();
  const handle = () =>
    transact(
      async (session) => {
        await things.updateOne({ _id: "a" }, { $inc: { n: 1 } }, { upsert: true, session });
        return [announcement];
      },
      { cause },
    );
  const results = await Promise.all([handle(), handle(), handle(), handle()]);
  expect(results.toSorted()).toEqual(["done", "duplicate", "duplicate", "duplicate"]);
  expect(await handle()).toBe("duplicate");
  expect(await things.findOne({ _id: "a" })).toEqual({ _id: "a", n: 1 });
  expect(await outbox.pendingCount()).toBe(1);
});

test("a refusal undoes the change, its events and the mark of its message", async () => {
  const { transact, things, outbox, wake } = await openShop();
  const refused = transact(
    async (session) => {
      await things.insertOne({ _id: "a", n: 1 }, { session });
      throw new AppError("conflict", "thing.no", "No");
    },
    { cause },
  );
  await expect(refused).rejects.toMatchObject({ code: "thing.no" });
  expect(await things.countDocuments()).toBe(0);
  expect(await outbox.pendingCount()).toBe(0);
  expect(wake).not.toHaveBeenCalled();

  expect(await transact(async () => [announcement], { cause })).toBe("done");
  expect(await outbox.pendingCount()).toBe(1);
  expect(wake).toHaveBeenCalledOnce();
});

test("a duplicate key of the change itself is thrown, not taken for a duplicate message", async () => {
  const { transact, things } = await openShop();
  await things.insertOne({ _id: "a", n: 1 });
  const clash = transact(
    async (session) => {
      await things.insertOne({ _id: "a", n: 2 }, { session });
      return [];
    },
    { cause },
  );
  await expect(clash).rejects.toMatchObject({ code: 11_000 });
});

test("an event that no consumer could read is not saved", async () => {
  const { transact, outbox } = await openShop();
  await expect(transact(async () => [{ ...announcement, sequence: 0 }])).rejects.toThrow(/sequence/);
  expect(await outbox.pendingCount()).toBe(0);
});

const { MongoBulkWriteError, MongoNetworkError } = mongoose.mongo;
const cutOff = new MongoNetworkError("read ECONNRESET");

test.each([
  ["a write", cutOff],
  ["many writes at once", new MongoBulkWriteError(cutOff, {} as never)],
])(
  "a server that dies under %s is asked again, also where the driver does not call that transient",
  async (_, error) => {
    const { transact, things, outbox } = await openShop();
    let runs = 0;
    await transact(async (session) => {
      runs += 1;
      await things.insertOne({ _id: "a", n: runs }, { session });
      if (runs === 1) throw error;
      return [announcement];
    });
    expect(await things.find().toArray()).toEqual([{ _id: "a", n: 2 }]);
    expect(await outbox.pendingCount()).toBe(1);
  },
);

test("a server that stays dead is not asked for ever", async () => {
  const { transact } = await openShop();
  const asked = transact(() => Promise.reject(cutOff), { timeoutMs: 300 });
  await expect(asked).rejects.toBe(cutOff);
});

test("changes that meet are all made, one after the other", async () => {
  const { transact, things } = await openShop();
  await things.insertOne({ _id: "a", n: 0 });
  const increments = Array.from({ length: 20 }, () =>
    transact(async (session) => {
      const thing = await things.findOne({ _id: "a" }, { session });
      await things.updateOne({ _id: "a" }, { $set: { n: (thing?.n ?? 0) + 1 } }, { session });
      return [];
    }),
  );
  await Promise.all(increments);
  expect(await things.findOne({ _id: "a" })).toEqual({ _id: "a", n: 20 });
});

test("a change that can't get through gives up when its time is over", async () => {
  const { transact, connection, things } = await openShop();
  await things.insertOne({ _id: "a", n: 0 });
  const holder = await connection.startSession();
  holder.startTransaction();
  await things.updateOne({ _id: "a" }, { $set: { n: 1 } }, { session: holder });

  const startedAt = performance.now();
  const late = transact(
    async (session) => {
      await things.updateOne({ _id: "a" }, { $set: { n: 2 } }, { session });
      return [];
    },
    { timeoutMs: 300 },
  );
  await expect(late).rejects.toMatchObject({ codeName: "WriteConflict" });
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  await holder.abortTransaction();
  await holder.endSession();
});
