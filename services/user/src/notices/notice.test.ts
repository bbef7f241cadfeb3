import { expect, test } from "vitest";
import { isEnough, isNewDevice } from "./notice.ts";

const day = 24 * 60 * 60_000;
const made = new Date("2026-01-01T10:00:00Z");
const after = (days: number) => new Date(made.getTime() + days * day);

test.each([
  ["known", 1, false],
  ["strange", 1, true],
  ["no sessions", 0, false],
  ["no sessions", 90, false],
  ["no sessions", 91, true],
] as const)("where %s, after %i days: new is %s", (acquaintance, days, isNew) => {
  expect(isNewDevice(acquaintance, made, after(days))).toBe(isNew);
});

test("five in an hour are enough", () => {
  expect([0, 4, 5, 6].map(isEnough)).toEqual([false, false, true, true]);
});
