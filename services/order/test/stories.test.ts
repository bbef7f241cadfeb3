import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { afterEach, expect, test, vi } from "vitest";
import { placed } from "./placed-order.ts";
import { createOrderWatch } from "../src/orders/order-watch.ts";
import type { Order } from "../src/orders/order.ts";
import { createStories } from "../src/timeline/stories.ts";

afterEach(() => vi.restoreAllMocks());

const entry = (number: number): TimelineEntry => ({
  id: String(number),
  at: "2026-11-21T10:00:00.000Z",
  type: "order.placed",
  actor: "customer",
  detail: null,
});

/** An order that says one thing more each time that it is written. */
function begin() {
  let order: Order = placed().order;
  const reads = { told: 0, revisions: 0 };
  const watch = createOrderWatch(async () => order);
  let now = new Date("2026-11-21T10:00:00.000Z");
  const timelines = {
    toldFrom: async (_id: string, from: number) => {
      reads.told += 1;
      const told = { order, entries: Array.from({ length: order.revision }, (_, index) => entry(index + 1)) };
      await Promise.resolve();
      return { ...told, entries: told.entries.slice(from - 1) };
    },
    revisionsOf: async (ids: readonly string[]) => {
      reads.revisions += 1;
      return new Map(ids.map((id) => [id, order.revision]));
    },
  };
  const stories = createStories({ timelines, watch, now: () => now });
  return {
    reads,
    stories,
    watch,
    order: () => order,
    write: (changes: Partial<Order> = {}) => {
      order = { ...order, ...changes, revision: order.revision + 1 };
    },
    pass: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
    follow: (after = 0) => {
      const leaving = new AbortController();
      const told: string[] = [];
      const end = (async () => {
        for await (const { id } of stories.follow(order, after, leaving.signal)) told.push(id);
      })();
      return { told, end, leave: () => leaving.abort() };
    },
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test("a thousand who follow one order cost one read, and one for each news", async () => {
  const { reads, order, write, watch, follow } = begin();
  const followers = Array.from({ length: 1_000 }, () => follow());
  await settle();
  expect(reads.told).toBe(1);
  write();
  watch.changed(order());
  await settle();
  expect(reads.told).toBe(2);
  for (const { told } of followers) expect(told).toEqual(["1", "2"]);
  for (const { leave } of followers) leave();
  await Promise.all(followers.map(({ end }) => end));
});

test("news that comes while the order is read is read after it, once", async () => {
  const { reads, order, write, watch, follow } = begin();
  const { told, leave, end } = follow();
  for (let news = 0; news < 5; news += 1) {
    write();
    watch.heard(order().id);
  }
  await settle();
  expect(told).toEqual(["1", "2", "3", "4", "5", "6"]);
  expect(reads.told).toBe(2);
  leave();
  await end;
});

test("without news a look finds what has moved on, and reads nothing that has not", async () => {
  const { reads, stories, write, pass, follow } = begin();
  const { told, leave, end } = follow();
  await settle();
  pass(1_000);
  await stories.look();
  expect(reads).toEqual({ told: 1, revisions: 1 });
  write();
  pass(1_000);
  await stories.look();
  await settle();
  expect(told).toEqual(["1", "2"]);
  leave();
  await end;
});

test("what rests is looked at seldom, unless news may have been missed", async () => {
  const { reads, stories, pass, write, follow } = begin();
  write({ state: "confirmed", owes: [] });
  const { leave, end } = follow();
  await settle();
  for (let second = 1; second < 10; second += 1) {
    pass(1_000);
    await stories.look();
  }
  expect(reads.revisions).toBe(0);
  stories.doubt();
  await stories.look();
  expect(reads.revisions).toBe(1);
  leave();
  await end;
});

test("a story that is over ends for all who follow it; nobody is left, and nothing is looked at", async () => {
  const { reads, stories, order, write, watch, pass, follow } = begin();
  const [first, second] = [follow(), follow(1)];
  await settle();
  write({ state: "cancelled", owes: [], isStockBack: true });
  watch.changed(order());
  await Promise.all([first.end, second.end]);
  expect([first.told, second.told]).toEqual([["1", "2"], ["2"]]);
  pass(60_000);
  reads.revisions = 0;
  await stories.look();
  expect(reads.revisions).toBe(0);
});

test("an end that comes by the clock ends it, too", async () => {
  const { stories, write, pass, order, follow } = begin();
  write({ state: "cancelled", owes: [], updatedAt: order().createdAt });
  const { end } = follow();
  await settle();
  pass(61_000);
  await stories.look();
  await expect(end).resolves.toBeUndefined();
});

test("an order that cannot be read breaks off, and its next reader tries again", async () => {
  const { stories, order } = begin();
  const failing = createStories({
    timelines: {
      toldFrom: () => Promise.reject(new Error("The database is away")),
      revisionsOf: async () => new Map(),
    },
    watch: createOrderWatch(async () => undefined),
    now: () => new Date(),
  });
  const { signal } = new AbortController();
  await expect(failing.follow(order(), 0, signal).next()).rejects.toThrow("away");
  expect(await stories.follow(order(), 0, signal).next()).toMatchObject({ value: { id: "1" } });
});
