import { expect, test } from "vitest";
import { createSeenSaves } from "./seen-saves.ts";

const a = (sequence: number) => ({ id: "a", sequence });
const b = { id: "b", sequence: 1 };
/** Longer than a test may take. */
const forLong = 600_000;

test("a question waits until all it was asked after is there, and a later save will do", async () => {
  const seen = createSeenSaves();
  let isOver = false;
  const over = seen.wait([a(2), b], forLong).then(() => (isOver = true));
  seen.note([a(1), b]);
  await Promise.resolve();
  expect([isOver, seen.hasAll([a(1), b]), seen.hasAll([a(2)])]).toEqual([false, true, false]);
  seen.note([a(3)]);
  await over;
  await seen.wait([a(2), b], forLong);
});

test("what never comes is waited for no longer than that", async () => {
  const seen = createSeenSaves();
  await seen.wait([b], 1);
  expect(seen.hasAll([b])).toBe(false);
});

test("it forgets the first of many", () => {
  const seen = createSeenSaves();
  seen.note(Array.from({ length: 6_000 }, (_, each) => ({ id: `${each}`, sequence: 1 })));
  expect(seen.hasAll([{ id: "5999", sequence: 1 }])).toBe(true);
  expect(seen.hasAll([{ id: "999", sequence: 1 }])).toBe(false);
});
