import mongoose from "mongoose";
import { expect, test } from "vitest";
import { AppError } from "../src/errors.ts";
import { outboxIndex, type Announcing } from "../src/messaging/announcing.ts";
import { createOutbox } from "../src/messaging/outbox.ts";
import { collectionOf } from "../src/mongo/collections.ts";
import { afterSave, createTransactions } from "../src/mongo/transactions.ts";
import { log, newDefinition, openDatabase, patience } from "./fixtures.ts";
import { createFakeBus } from "./things.ts";

type Thing = Announcing & { n: number };

async function openShop() {
  const { connection } = await openDatabase([{ name: "things", indexes: [outboxIndex] }]);
  const effects: string[] = [];
  return {
    connection,
    transact: createTransactions(connection),
    things: collectionOf<Thing>(connection, "things"),
    effects,
    happened: (what: string) => () => void effects.push(what),
  };
}

test("what the work answers is answered, and what follows the commit is done once, in order, after it", async () => {
  const { transact, things, effects, happened } = await openShop();
  const answer = await transact(async ({ session, onCommit }) => {
    onCommit(happened("first"));
    await things.insertOne({ _id: "a", n: 1 }, { session });
    onCommit(happened("second"));
    expect(effects).toEqual([]);
    return { n: 1 };
  });
  expect(answer).toEqual({ n: 1 });
  expect(effects).toEqual(["first", "second"]);
  expect(await things.findOne()).toEqual({ _id: "a", n: 1 });
});

test("when it follows, others can read what was committed", async () => {
  const { transact, things } = await openShop();
  const seen = Promise.withResolvers<unknown>();
  await transact(async ({ session, onCommit }) => {
    onCommit(() => void things.findOne().then(seen.resolve, seen.reject));
    await things.insertOne({ _id: "a", n: 1 }, { session });
  });
  expect(await seen.promise).toEqual({ _id: "a", n: 1 });
});

test("work without an answer, or whose answer is nothing, is done as well", async () => {
  const { transact, effects, happened } = await openShop();
  expect(await transact(async ({ onCommit }) => onCommit(happened("once")))).toBeUndefined();
  expect(await transact(async () => null)).toBeNull();
  expect(effects).toEqual(["once"]);
});

test("a refusal undoes the change and its events, and nothing follows", async () => {
  const { transact, things, effects, happened } = await openShop();
  const refused = transact(async ({ session, onCommit }) => {
    await things.insertOne({ _id: "a", n: 1, outbox: [] }, { session });
    onCommit(happened("published"));
    throw new AppError("conflict", "thing.no", "No");
  });
  await expect(refused).rejects.toMatchObject({ code: "thing.no" });
  expect(await things.countDocuments()).toBe(0);
  expect(effects).toEqual([]);
});

test("events of several documents are saved with all of them or none, and published after the commit", async () => {
  const { connection, transact, things } = await openShop();
  const clock = { now: () => new Date() };
  await using outbox = createOutbox({ connection, collections: ["things"], clock, log });
  const bus = createFakeBus();
  outbox.relay(bus);
  const definition = newDefinition();
  const save = (numbers: readonly number[], refuse = false) =>
    transact(async ({ session, onCommit }) => {
      for (const n of numbers) {
        const unsent = outbox.toUnsent({ aggregateId: `${n}`, sequence: 1, events: [definition.of({ n })] });
        await things.insertOne({ _id: `${n}`, n, outbox: unsent }, { session });
        onCommit(() => outbox.publish("things", `${n}`, unsent));
      }
      if (refuse) throw new Error("no");
    });
  await expect(save([1, 2], true)).rejects.toThrow("no");
  await save([3, 4]);
  await expect.poll(() => bus.published, patience).toEqual([3, 4]);
  await expect.poll(() => outbox.pendingCount(), patience).toBe(0);
});

test("a duplicate key of the change itself is thrown", async () => {
  const { transact, things } = await openShop();
  await things.insertOne({ _id: "a", n: 1 });
  const clash = transact(({ session }) => things.insertOne({ _id: "a", n: 2 }, { session }));
  await expect(clash).rejects.toMatchObject({ code: 11_000 });
});

const { MongoBulkWriteError, MongoNetworkError } = mongoose.mongo;
const cutOff = new MongoNetworkError("read ECONNRESET");

test.each([
  ["a write", cutOff],
  ["many writes at once", new MongoBulkWriteError(cutOff, {} as never)],
])(
  "a server that dies under %s is asked again, also where the driver does not call that transient; what follows is done once",
  async (_, error) => {
    const { transact, things, effects, happened } = await openShop();
    let runs = 0;
    await transact(async ({ session, onCommit }) => {
      runs += 1;
      await things.insertOne({ _id: "a", n: runs }, { session });
      onCommit(happened(`run ${runs}`));
      if (runs === 1) throw error;
    });
    expect(await things.find().toArray()).toEqual([{ _id: "a", n: 2 }]);
    expect(effects).toEqual(["run 2"]);
  },
);

test("a server that stays dead is not asked for ever", async () => {
  const { transact, effects, happened } = await openShop();
  const asked = transact(
    async ({ onCommit }) => {
      onCommit(happened("never"));
      throw cutOff;
    },
    { timeoutMs: 300 },
  );
  await expect(asked).rejects.toBe(cutOff);
  expect(effects).toEqual([]);
});

test("changes that meet are all made, one after the other, and each is followed once", async () => {
  const { transact, things, effects, happened } = await openShop();
  await things.insertOne({ _id: "a", n: 0 });
  const increments = Array.from({ length: 20 }, () =>
    transact(async ({ session, onCommit }) => {
      const thing = await things.findOne({ _id: "a" }, { session });
      await things.updateOne({ _id: "a" }, { $set: { n: (thing?.n ?? 0) + 1 } }, { session });
      onCommit(happened("changed"));
    }),
  );
  await Promise.all(increments);
  expect(await things.findOne({ _id: "a" })).toEqual({ _id: "a", n: 20 });
  expect(effects).toHaveLength(20);
});

test("a change that can't get through gives up when its time is over", async () => {
  const { transact, connection, things } = await openShop();
  await things.insertOne({ _id: "a", n: 0 });
  const holder = await connection.startSession();
  holder.startTransaction();
  await things.updateOne({ _id: "a" }, { $set: { n: 1 } }, { session: holder });

  const startedAt = performance.now();
  const late = transact(({ session }) => things.updateOne({ _id: "a" }, { $set: { n: 2 } }, { session }), {
    timeoutMs: 300,
  });
  await expect(late).rejects.toMatchObject({ codeName: "WriteConflict" });
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  await holder.abortTransaction();
  await holder.endSession();
});

test("what follows a save follows at once when it stands alone, else after the commit", async () => {
  const { transact, effects, happened } = await openShop();
  afterSave(undefined, happened("alone"));
  expect(effects).toEqual(["alone"]);
  await transact(async (transaction) => {
    afterSave(transaction, happened("together"));
    expect(effects).toEqual(["alone"]);
  });
  expect(effects).toEqual(["alone", "together"]);
});
