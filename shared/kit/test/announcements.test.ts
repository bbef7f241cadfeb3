/** Events of many documents that are saved together: out once, and nothing is left of their row; none is lost before. */
import { expect, onTestFinished, test } from "vitest";
import { createSaveAnnouncement } from "../src/messaging/announcements.ts";
import { announcementCollection, type Announcing } from "../src/messaging/announcing.ts";
import { createOutbox } from "../src/messaging/outbox.ts";
import { collectionOf } from "../src/mongo/collections.ts";
import { createTransactions } from "../src/mongo/transactions.ts";
import { createTestClock, log, newDefinition, openDatabase, patience } from "./fixtures.ts";
import { createFakeBus, numberOf } from "./things.ts";

async function openAnnouncements() {
  const { connection } = await openDatabase([announcementCollection]);
  const { name } = announcementCollection;
  const clock = createTestClock();
  const outbox = createOutbox({ connection, collections: [name], clock, log, everyMs: 20 });
  onTestFinished(() => outbox[Symbol.asyncDispose]());
  const saveAnnouncement = createSaveAnnouncement({ connection, outbox });
  const transact = createTransactions(connection);
  const definition = newDefinition();
  return {
    outbox,
    clock,
    rows: collectionOf<Announcing>(connection, name),
    announce: (numbers: readonly number[], fails = false) =>
      transact(async (transaction) => {
        const unsent = numbers.flatMap((n) =>
          outbox.toUnsent({ aggregateId: `thing-${n}`, sequence: 1, events: [definition.of({ n })] }),
        );
        await saveAnnouncement(unsent, transaction);
        if (fails) throw new Error("no");
      }),
  };
}

test("they are published after the commit, and their row goes", async () => {
  const { outbox, rows, announce } = await openAnnouncements();
  const bus = createFakeBus();
  outbox.relay(bus);
  await announce([1, 2, 3]);
  await announce([]);
  await expect.poll(() => bus.published, patience).toEqual([1, 2, 3]);
  await expect.poll(() => rows.countDocuments(), patience).toBe(0);
});

test("of what was not saved nobody hears", async () => {
  const { outbox, rows, announce } = await openAnnouncements();
  const bus = createFakeBus();
  outbox.relay(bus);
  await expect(announce([1, 2], true)).rejects.toThrow("no");
  await announce([3]);
  await expect.poll(() => bus.published, patience).toEqual([3]);
  await expect.poll(() => rows.countDocuments(), patience).toBe(0);
});

test("what was not confirmed stays, is sent again, and then the row goes", async () => {
  const { outbox, rows, clock, announce } = await openAnnouncements();
  let refusesTwo = true;
  const bus = createFakeBus((event) => !refusesTwo || numberOf(event) !== 2);
  outbox.relay(bus);
  await announce([1, 2, 3]);
  const left = async () =>
    (await rows.find().toArray()).map((row) => row.outbox?.map(({ event }) => numberOf(event)));
  await expect.poll(left, patience).toEqual([[2]]);
  refusesTwo = false;
  clock.pass(10_000);
  await expect.poll(left, patience).toEqual([]);
  expect(bus.published).toEqual([1, 2, 3, 2]);
});

test("what was saved while the broker was away is sent when it is back", async () => {
  const { outbox, rows, announce } = await openAnnouncements();
  const bus = createFakeBus();
  bus.cut();
  outbox.relay(bus);
  await announce([1, 2]);
  await announce([3]);
  expect(bus.published).toEqual([]);
  expect(await outbox.pendingCount()).toBe(2);
  bus.mend();
  await expect.poll(() => rows.countDocuments(), patience).toBe(0);
  expect(bus.published.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
});
