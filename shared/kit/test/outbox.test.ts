import type { Event } from "@shop/contracts/contract";
import { expect, onTestFinished, test } from "vitest";
import { currentContext, runInContext } from "../src/context.ts";
import { createInbox, inboxMigration } from "../src/inbox.ts";
import { collectionOf } from "../src/mongo.ts";
import { createOutbox, outboxMigration } from "../src/outbox.ts";
import { createTransactions } from "../src/transactions.ts";
import { log, newDefinition, openDatabase, patience } from "./fixtures.ts";

const definition = newDefinition();
const toAnnouncement = (n: number) => ({ fact: definition.of({ n }), aggregateId: "thing-1", sequence: n });
const numberOf = ({ data }: Event) => (data as { n: number }).n;

async function openOutbox(options: { leaseMs?: number; everyMs?: number; batch?: number } = {}) {
  const { connection } = await openDatabase([outboxMigration, inboxMigration]);
  const outbox = createOutbox({
    connection,
    log,
    everyMs: 20,
    ...options,
  });
  const transact = createTransactions({ connection, outbox, inbox: createInbox({ connection }) });
  const relay = (publish: (event: Event) => Promise<boolean>, canPublish = () => true) => {
    const running = outbox.relay({ canPublish, publish });
    onTestFinished(() => running[Symbol.asyncDispose]());
    return running;
  };
  return { connection, outbox, transact, relay };
}

test("events are published in the order they were saved, with the origin of their change", async () => {
  const { transact, relay, outbox } = await openOutbox({ batch: 2 });
  const context = {
    requestId: "request-1",
    traceparent: `00-${"1".repeat(32)}-${"2".repeat(16)}-01`,
    msLeft: () => 1,
  };
  for (const n of [1, 2, 3, 4, 5]) {
    await runInContext(context, () => transact(async () => [toAnnouncement(n)]));
  }
  expect(await outbox.pendingCount()).toBe(5);
  expect(await outbox.oldestPendingAgeMs()).toBeGreaterThan(0);

  const published: unknown[] = [];
  relay(async (event) => {
    const { requestId, traceparent } = currentContext() ?? {};
    published.push([numberOf(event), requestId, traceparent]);
    return true;
  });
  await expect.poll(() => published.length, patience).toBe(5);
  expect(published).toEqual([1, 2, 3, 4, 5].map((n) => [n, "request-1", context.traceparent]));
  await expect.poll(() => outbox.pendingCount(), patience).toBe(0);
  expect(await outbox.oldestPendingAgeMs()).toBe(0);
});

test("what an event leaves out is left out when it is published", async () => {
  const { transact, relay } = await openOutbox();
  const published: unknown[] = [];
  relay(async ({ data }) => published.push(data) > 0);
  const fact = { name: definition.name, version: 1, data: { n: 1, reason: undefined } };
  await transact(async () => [{ fact, aggregateId: "thing-1", sequence: 1 }]);
  await expect.poll(() => published, patience).toStrictEqual([{ n: 1 }]);
});

test("a commit wakes the relay, long before its next poll", async () => {
  const { transact, relay } = await openOutbox({ everyMs: 3_600_000 });
  const published: number[] = [];
  relay(async (event) => published.push(numberOf(event)) > 0);
  await transact(async () => [toAnnouncement(1)]);
  await expect.poll(() => published, patience).toEqual([1]);
});

test("an event saved first and committed last is published too", async () => {
  const { connection, transact, outbox, relay } = await openOutbox();
  const published: number[] = [];
  relay(async (event) => published.push(numberOf(event)) > 0);
  const slow = await connection.startSession();
  slow.startTransaction();
  await outbox.add([toAnnouncement(1)], slow);
  await transact(async () => [toAnnouncement(2)]);
  await expect.poll(() => published, patience).toEqual([2]);
  await slow.commitTransaction();
  await slow.endSession();
  await expect.poll(() => published, patience).toEqual([2, 1]);
});

test("what was not confirmed is published again, later; what was confirmed is not", async () => {
  const { transact, relay } = await openOutbox();
  const published: [number, number][] = [];
  relay(async (event) => {
    published.push([numberOf(event), performance.now()]);
    return numberOf(event) !== 1 || published.length > 3;
  });
  await transact(async () => [toAnnouncement(1), toAnnouncement(2), toAnnouncement(3)]);
  await expect.poll(() => published.map(([n]) => n), patience).toEqual([1, 2, 3, 1]);
  const [first, , , again] = published;
  expect(Number(again?.[1]) - Number(first?.[1])).toBeGreaterThan(900);
});

test("rows of a relay that died are taken over when its lease is over, not before", async () => {
  const { connection, transact, relay } = await openOutbox({ leaseMs: 1_000 });
  const stuck = Promise.withResolvers<boolean>();
  const dead: number[] = [];
  const alive: number[] = [];
  let claimedAt: number | undefined;
  relay(async (event) => {
    dead.push(numberOf(event));
    claimedAt ??= performance.now();
    return dead.length > 1 || stuck.promise;
  });
  await transact(async () => [toAnnouncement(1)]);
  await expect.poll(() => dead, patience).toEqual([1]);
  relay(async (event) => alive.push(numberOf(event)) > 0);
  await expect.poll(() => alive, patience).toEqual([1]);
  expect(performance.now() - (claimedAt ?? 0)).toBeGreaterThan(800);

  const rows = collectionOf(connection, "outbox");
  await expect.poll(() => rows.countDocuments({ state: "sent" }), patience).toBe(1);
  // Back from the dead, it no longer owns the row and does not undo what was done.
  stuck.resolve(false);
  await transact(async () => [toAnnouncement(2)]);
  await expect.poll(() => rows.countDocuments({ state: "sent" }), patience).toBe(2);
  expect([...dead, ...alive].toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
});

test("nothing is claimed while the broker takes nothing", async () => {
  const { connection, transact, relay } = await openOutbox();
  let isOpen = false;
  let asked = 0;
  const published: number[] = [];
  relay(
    async (event) => published.push(numberOf(event)) > 0,
    () => {
      asked += 1;
      return isOpen;
    },
  );
  await transact(async () => [toAnnouncement(1)]);
  await expect.poll(() => asked, patience).toBeGreaterThan(5);
  expect(await collectionOf(connection, "outbox").findOne()).toMatchObject({ state: "pending", tries: 0 });
  isOpen = true;
  await expect.poll(() => published, patience).toEqual([1]);
});

test("stopping finishes the batch in flight", async () => {
  const { transact, relay, outbox } = await openOutbox();
  const gate = Promise.withResolvers<boolean>();
  let asked = 0;
  const running = relay(() => ((asked += 1), gate.promise));
  await transact(async () => [toAnnouncement(1)]);
  await expect.poll(() => asked, patience).toBe(1);
  const stopping = running[Symbol.asyncDispose]();
  gate.resolve(true);
  await stopping;
  expect(await outbox.pendingCount()).toBe(0);
});
