/** What a crash, a refusal or an absent broker left is found and published; nothing is lost, little is sent twice. */
import { expect, test } from "vitest";
import { patience } from "./fixtures.ts";
import { createFakeBus, numberOf, openThings } from "./things.ts";

const never = 3_600_000;
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const sorted = (published: readonly number[]) => published.toSorted((a, b) => a - b);

test("what a process saved that died before it published is found when its lease is over, not before", async () => {
  const { startReplica, clock } = await openThings();
  const dead = startReplica({ everyMs: never });
  dead.relay();
  await dead.saveOnly("a", 1, 2);
  const alive = startReplica();
  const bus = alive.relay();
  await alive.save("b", 3);
  clock.pass(9_000);
  // It has looked since: what it finds next came later.
  await alive.saveOnly("c", 4);
  await expect.poll(() => bus.published, patience).toEqual([3]);
  clock.pass(1_000);
  await expect.poll(() => bus.published, patience).toEqual([3, 1, 2]);
  clock.pass(9_000);
  await expect.poll(() => bus.published, patience).toEqual([3, 1, 2, 4]);
});

test("a sweep comes when the next lease is over, long before its own time", async () => {
  const { startReplica, rows, clock } = await openThings();
  const { toUnsent, relay } = startReplica({ everyMs: 60_000 });
  const [unsent] = toUnsent("a", 1);
  const dueAt = new Date(clock.now().getTime() + 300);
  await rows.insertOne({ _id: "a", outbox: [{ ...unsent!, dueAt }] });
  const bus = relay();
  await expect.poll(() => bus.published, patience).toEqual([1]);
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(dueAt.getTime());
});

test("what was born while the broker was away is published as soon as it is back, long before the next sweep", async () => {
  const { startReplica } = await openThings();
  const { save, relay } = startReplica({ everyMs: never });
  const bus = relay();
  await save("a", 1);
  await expect.poll(() => bus.published, patience).toEqual([1]);
  bus.cut();
  await save("a", 2);
  await save("a", 3);
  expect(bus.published).toEqual([1]);
  bus.mend();
  await expect.poll(() => bus.published, patience).toEqual([1, 2, 3]);
});

test("what was saved before there was a broker is published when there is one", async () => {
  const { startReplica } = await openThings();
  const { save, relay } = startReplica({ everyMs: never });
  await save("a", 1, 2);
  const bus = relay();
  await expect.poll(() => bus.published, patience).toEqual([1, 2]);
});

test("nothing is leased while the broker takes nothing", async () => {
  const { startReplica, rows } = await openThings();
  const { save, relay } = startReplica();
  const bus = createFakeBus();
  bus.cut();
  let asked = 0;
  const watched = { ...bus, canPublish: () => ((asked += 1), bus.canPublish()) };
  relay(watched);
  await save("a", 1);
  const before = await rows.findOne();
  await expect.poll(() => asked, patience).toBeGreaterThan(5);
  expect(await rows.findOne()).toEqual(before);
  bus.mend();
  await expect.poll(() => bus.published, patience).toEqual([1]);
});

test("what was not confirmed is published again, when its lease is over; what was confirmed is not", async () => {
  const { startReplica, clock } = await openThings();
  const replica = startReplica();
  const bus = replica.relay(createFakeBus((event) => numberOf(event) !== 2 || bus.published.length > 3));
  await replica.save("a", 1, 2, 3);
  await expect.poll(() => bus.published, patience).toEqual([1, 2, 3]);
  clock.pass(10_000);
  await expect.poll(() => bus.published, patience).toEqual([1, 2, 3, 2]);
  await expect.poll(() => replica.outbox.pendingCount(), patience).toBe(0);
});

test("two replicas that sweep publish each due document once", async () => {
  const { startReplica } = await openThings();
  const [one, two] = [startReplica(), startReplica()];
  for (const n of numbers(150)) await one.saveOnly(`thing-${n}`, n);
  const published = [one.relay(), two.relay()];
  await expect.poll(() => one.outbox.pendingCount(), patience).toBe(0);
  expect(sorted(published.flatMap((bus) => bus.published))).toEqual(numbers(150));
});

test("a replica that looks while another publishes leaves it to that one", async () => {
  const { startReplica } = await openThings();
  const [one, two] = [startReplica(), startReplica()];
  const gate = Promise.withResolvers<boolean>();
  const slow = one.relay(createFakeBus(() => gate.promise));
  await one.save("a", 1);
  const quick = two.relay();
  await two.save("b", 2);
  await expect.poll(() => quick.published, patience).toEqual([2]);
  gate.resolve(true);
  await expect.poll(() => one.outbox.pendingCount(), patience).toBe(0);
  expect([slow.published, quick.published]).toEqual([[1], [2]]);
});

test("a sweep reads what is soon due from the index, nothing else", async () => {
  const { startReplica, rows, connection, clock } = await openThings();
  const { toUnsent, saveOnly, relay, outbox } = startReplica({ everyMs: 1_000 });
  const later = new Date(clock.now().getTime() + never);
  const sent = numbers(300).map((n) => ({ _id: `sent-${n}`, outbox: [] }));
  const leased = numbers(300).map((n) => ({
    _id: `leased-${n}`,
    outbox: toUnsent("a", n).map((unsent) => ({ ...unsent, dueAt: later })),
  }));
  await rows.insertMany([...sent, ...leased]);
  for (const n of numbers(250)) await saveOnly(`due-${n}`, n);
  await connection.db?.command({ profile: 2 });
  const bus = relay();
  await expect.poll(() => bus.published.length, patience).toBe(250);
  await expect.poll(() => outbox.pendingCount(), patience).toBe(300);
  await connection.db?.command({ profile: 0 });

  const filter = { "command.find": "things", op: "query" };
  const sweeps = await connection.db!.collection("system.profile").find(filter).toArray();
  expect(sweeps.length).toBeGreaterThan(2);
  expect(Math.max(...sweeps.map((sweep) => Number(sweep["docsExamined"])))).toBeLessThanOrEqual(100);
});
