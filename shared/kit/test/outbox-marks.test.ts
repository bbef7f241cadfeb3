/** What the broker has confirmed leaves the documents, many at a time, and is not sent again meanwhile. */
import mongoose from "mongoose";
import { expect, test, vi } from "vitest";
import { log, patience } from "./fixtures.ts";
import { createFakeBus, numberOf, openThings } from "./things.ts";

const never = 3_600_000;

test("what is confirmed leaves an empty outbox, and no key in its index", async () => {
  const { startReplica, rows, keysOfIndex } = await openThings();
  const { save, saveOnly, outbox, relay } = startReplica({ everyMs: never });
  const bus = relay();
  await save("a", 1, 2);
  await save("b", 3);
  await expect.poll(() => outbox.pendingCount(), patience).toBe(0);
  expect(await rows.find().toArray()).toEqual([
    { _id: "a", outbox: [] },
    { _id: "b", outbox: [] },
  ]);
  expect(await keysOfIndex()).toBe(0);
  await saveOnly("b", 4);
  expect(await keysOfIndex()).toBe(1);
  expect(bus.published).toEqual([1, 2, 3]);
});

test("marks of many documents are one write", async () => {
  const { startReplica } = await openThings();
  const { saveOnly, outbox, relay } = startReplica({ everyMs: never });
  const updateMany = vi.spyOn(mongoose.mongo.Collection.prototype, "updateMany");
  relay();
  const saved: (readonly [string, Awaited<ReturnType<typeof saveOnly>>])[] = [];
  for (const n of [1, 2, 3, 4, 5, 6]) saved.push([`thing-${n % 3}`, await saveOnly(`thing-${n % 3}`, n)]);
  for (const [id, unsent] of saved) outbox.publish("things", id, unsent);
  await expect.poll(() => outbox.pendingCount(), patience).toBe(0);
  expect(updateMany).toHaveBeenCalledOnce();
  expect(updateMany.mock.calls[0]?.[0]).toEqual({
    _id: { $in: expect.toSatisfy((ids) => ids.length === 3) },
  });
  updateMany.mockRestore();
});

test("only what was confirmed is marked", async () => {
  const { startReplica, rows } = await openThings();
  const { save, relay } = startReplica({ everyMs: never });
  relay(createFakeBus((event) => numberOf(event) !== 2));
  await save("a", 1, 2, 3);
  const left = async () => (await rows.findOne())?.outbox?.map(({ event }) => numberOf(event));
  await expect.poll(left, patience).toEqual([2]);
});

test("marks that could not be written are written later, and nothing is sent again meanwhile", async () => {
  const { startReplica, clock, rows } = await openThings();
  const { save, outbox, relay } = startReplica();
  const warn = vi.spyOn(log, "warn");
  const updateMany = vi.spyOn(mongoose.mongo.Collection.prototype, "updateMany");
  updateMany.mockRejectedValueOnce(new Error("away"));
  const bus = relay();
  await save("a", 1);
  await save("b", 2);
  clock.pass(10_000);
  // The sweep has taken both again.
  const due = { "outbox.dueAt": { $lte: clock.now() } };
  await expect.poll(() => rows.countDocuments(due), patience).toBe(0);
  await expect.poll(() => outbox.pendingCount(), patience).toBe(0);
  expect(updateMany).toHaveBeenCalledTimes(2);
  expect(warn).toHaveBeenCalledWith(expect.anything(), expect.stringContaining("Cannot mark"));
  expect(bus.published).toEqual([1, 2]);
  vi.restoreAllMocks();
});

test("an event saved while the one before it is being marked stays until it is confirmed itself", async () => {
  const { startReplica, rows } = await openThings();
  const { save, saveOnly, outbox, relay } = startReplica({ everyMs: never });
  relay();
  await save("a", 1);
  const [second] = await saveOnly("a", 2);
  await expect.poll(async () => (await rows.findOne())?.outbox?.length, patience).toBe(1);
  expect((await rows.findOne())?.outbox?.[0]?.event.id).toBe(second?.event.id);
  outbox.publish("things", "a", [second!]);
  await expect.poll(() => outbox.pendingCount(), patience).toBe(0);
});
