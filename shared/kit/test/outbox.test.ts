/** What a live process publishes of what it has saved: at once, from memory, in order. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { currentContext, runInContext } from "../src/process/context.ts";
import { patience } from "./fixtures.ts";
import { createFakeBus, numberOf, openThings } from "./things.ts";

const never = 3_600_000;

test("events are published at once, in the order they were saved, with the origin of their change", async () => {
  const { startReplica } = await openThings();
  const { save, outbox, relay } = startReplica({ everyMs: never });
  const origins: unknown[] = [];
  const bus = relay(
    createFakeBus(() => {
      const { requestId, traceparent } = currentContext() ?? {};
      return origins.push([requestId, traceparent]) > 0;
    }),
  );
  const traceparent = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;
  const context = { requestId: "request-1", traceparent, msLeft: () => 1 };
  await runInContext(context, async () => {
    await save("a", 1, 2, 3);
    await save("a", 4);
    await save("a", 5);
  });
  await expect.poll(() => bus.published, patience).toEqual([1, 2, 3, 4, 5]);
  expect(origins).toEqual(Array.from({ length: 5 }, () => ["request-1", traceparent]));
  await expect.poll(() => outbox.pendingCount(), patience).toBe(0);
});

test("how much is pending, and since when, can be told", async () => {
  const { startReplica } = await openThings();
  const { save, outbox, relay } = startReplica();
  expect(await outbox.oldestPendingAgeMs()).toBe(0);
  await save("a", 1, 2);
  await save("b", 3);
  expect(await outbox.pendingCount()).toBe(2);
  expect(await outbox.oldestPendingAgeMs()).toBeGreaterThan(0);
  relay();
  await expect.poll(() => outbox.pendingCount(), patience).toBe(0);
  expect(await outbox.oldestPendingAgeMs()).toBe(0);
});

test("what an event leaves out is left out when it is published, from memory and from what was saved", async () => {
  const { startReplica, rows } = await openThings();
  const { toUnsent, outbox, relay } = startReplica();
  const unsent = toUnsent("a", 1, { n: 1, reason: undefined });
  await rows.insertOne({ _id: "a", outbox: unsent });
  const published: unknown[] = [];
  const bus = relay(createFakeBus(({ data }) => published.push(data) > 1));
  outbox.publish("things", "a", unsent);
  await expect.poll(() => published.length, patience).toBe(1);
  bus.mend();
  await expect.poll(() => outbox.pendingCount(), patience).toBe(1);
  await rows.updateOne({ _id: "a" }, { $set: { "outbox.$[].dueAt": new Date(0) } });
  await expect.poll(() => published, patience).toStrictEqual([{ n: 1 }, { n: 1 }]);
});

test("an event that no consumer could read is not saved", async () => {
  const { startReplica } = await openThings();
  const { saveOnly, outbox } = startReplica();
  await expect(saveOnly("a", 0)).rejects.toThrow(/sequence/);
  expect(await outbox.pendingCount()).toBe(0);
});

test("the events of one decision are numbered one step each, and the last has the document's number", async () => {
  const { startReplica } = await openThings();
  const { outbox } = startReplica();
  const fact = { name: "thing.happened", version: 1, data: {} };
  const unsent = outbox.toUnsent({ aggregateId: "a", sequence: 7, events: [fact, fact, fact] });
  expect(unsent.map(({ event }) => event.sequence)).toEqual([5, 6, 7]);
  expect(new Set(unsent.map(({ event }) => event.id)).size).toBe(3);
});

test("an event saved first and committed last is published too", async () => {
  const { startReplica, connection, rows } = await openThings();
  const { toUnsent, save, outbox, relay } = startReplica({ everyMs: never });
  const bus = relay();
  const slow = await connection.startSession();
  slow.startTransaction();
  const unsent = toUnsent("a", 1);
  await rows.insertOne({ _id: "a", outbox: unsent }, { session: slow });
  await save("b", 2);
  await expect.poll(() => bus.published, patience).toEqual([2]);
  await slow.commitTransaction();
  await slow.endSession();
  outbox.publish("things", "a", unsent);
  await expect.poll(() => bus.published, patience).toEqual([2, 1]);
});

test("the next event of a document waits until the one before is confirmed", async () => {
  const { startReplica } = await openThings();
  const { save, relay } = startReplica({ everyMs: never });
  const slow = Promise.withResolvers<boolean>();
  const bus = relay(createFakeBus((event) => numberOf(event) !== 1 || slow.promise));
  await save("a", 1);
  await save("a", 2);
  await save("b", 3);
  await expect.poll(() => bus.published, patience).toEqual([1, 3]);
  slow.resolve(true);
  await expect.poll(() => bus.published, patience).toEqual([1, 3, 2]);
});

test.each(["under way", "over"])(
  "a failed event is not overtaken by the next of its document, saved while its publication is %s",
  async (when) => {
    const { startReplica, clock } = await openThings();
    const { save, outbox, relay } = startReplica();
    const gate = Promise.withResolvers<boolean>();
    let isBroken = true;
    const bus = relay(
      createFakeBus((event) => {
        if (!isBroken || numberOf(event) !== 1) return true;
        return when === "over" ? false : gate.promise;
      }),
    );
    await save("a", 1);
    await expect.poll(() => bus.published, patience).toEqual([1]);
    await save("a", 2);
    isBroken = false;
    gate.resolve(false);
    await save("b", 3);
    await expect.poll(() => bus.published, patience).toEqual([1, 3]);
    clock.pass(10_000);
    await expect.poll(() => bus.published, patience).toEqual([1, 3, 1, 2]);
    await expect.poll(() => outbox.pendingCount(), patience).toBe(0);
    await save("a", 4);
    await expect.poll(() => bus.published, patience).toEqual([1, 3, 1, 2, 4]);
  },
);

test("while the broker is away nothing is asked of it, nor kept in memory, and all is due at once", async () => {
  const { startReplica, rows, clock } = await openThings();
  const { saveOnly, outbox, relay } = startReplica();
  const bus = relay();
  bus.cut();
  const saveAndForget = async (n: number) => {
    const unsent = await saveOnly(`thing-${n}`, n);
    outbox.publish("things", `thing-${n}`, unsent);
    return unsent.map((each) => new WeakRef(each));
  };
  const kept = await Promise.all([1, 2, 3, 4, 5].map(saveAndForget));
  const saved = await rows.find().toArray();
  for (const { outbox: unsent = [] } of saved)
    expect(unsent[0]?.dueAt.getTime()).toBeLessThanOrEqual(clock.now().getTime());
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const countKept = () => {
    collectGarbage();
    return kept.flat().filter((each) => each.deref()).length;
  };
  await expect.poll(countKept, patience).toBe(0);
  expect(bus.published).toEqual([]);
});

test("closing finishes what is under way, and marks it", async () => {
  const { startReplica } = await openThings();
  const { save, outbox, relay } = startReplica();
  const gate = Promise.withResolvers<boolean>();
  const bus = relay(createFakeBus(() => gate.promise));
  await save("a", 1);
  await expect.poll(() => bus.published, patience).toEqual([1]);
  const closing = outbox[Symbol.asyncDispose]();
  gate.resolve(true);
  await closing;
  expect(await outbox.pendingCount()).toBe(0);
});
