import fc from "fast-check";
import { expect, test } from "vitest";
import { periodsOf, rowOf, type Asked } from "./period.ts";

const now = new Date("2026-11-26T12:00:00.000Z");
const asked = (changes: Partial<Asked>): Asked => ({
  from: undefined,
  to: undefined,
  by: "day",
  timeZone: "UTC",
  ...changes,
});
const startsOf = (changes: Partial<Asked>, most = 400) =>
  periodsOf(asked(changes), { now, most }).starts.map((at) => new Date(at).toISOString());
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

test("a day begins at midnight of the time zone, and is 23 or 25 hours long when clocks change", () => {
  const timeZone = "Europe/Berlin";
  expect(startsOf({ from: "2026-03-28", to: "2026-03-30", timeZone })).toEqual([
    "2026-03-27T23:00:00.000Z",
    "2026-03-28T23:00:00.000Z",
    "2026-03-29T22:00:00.000Z",
  ]);
  expect(startsOf({ from: "2026-10-25", to: "2026-10-26", timeZone })).toEqual([
    "2026-10-24T22:00:00.000Z",
    "2026-10-25T23:00:00.000Z",
  ]);
});

test("where clocks go forward at midnight, the day begins at its first moment", () => {
  const cairo = { from: "2026-04-24", to: "2026-04-24", timeZone: "Africa/Cairo" };
  expect(startsOf(cairo)).toEqual(["2026-04-23T22:00:00.000Z"]);
});

test("a day that the time zone has left out is no row", () => {
  expect(startsOf({ from: "2011-12-29", to: "2011-12-31", timeZone: "Pacific/Apia" })).toEqual([
    "2011-12-29T10:00:00.000Z",
    "2011-12-30T10:00:00.000Z",
  ]);
});

test("a week begins on Monday, also over a new year, and a month on its first day", () => {
  expect(startsOf({ from: "2026-12-31", to: "2027-01-04", by: "week" })).toEqual([
    "2026-12-28T00:00:00.000Z",
    "2027-01-04T00:00:00.000Z",
  ]);
  expect(startsOf({ from: "2026-01-31", to: "2026-03-01", by: "month" })).toEqual([
    "2026-01-01T00:00:00.000Z",
    "2026-02-01T00:00:00.000Z",
    "2026-03-01T00:00:00.000Z",
  ]);
});

test("a day is part of what it ends, a moment is where it ends", () => {
  const period = periodsOf(asked({ from: "2026-11-25", to: "2026-11-25" }), { now, most: 400 });
  expect(period.first.toISOString()).toBe("2026-11-25T00:00:00.000Z");
  expect(period.last.toISOString()).toBe("2026-11-25T23:59:59.999Z");
  const exact = { from: "2026-11-25T10:00:00+02:00", to: "2026-11-25T08:00:00.000Z" };
  const moment = periodsOf(asked(exact), { now, most: 400 });
  expect([moment.first, moment.last].map((at) => at.toISOString())).toEqual([
    "2026-11-25T08:00:00.000Z",
    "2026-11-25T08:00:00.000Z",
  ]);
});

test.each(["day", "week", "month"] as const)("unless it is said, it ends now and has 30 rows by %s", (by) => {
  const { starts, last } = periodsOf(asked({ by }), { now, most: 400 });
  expect(starts).toHaveLength(30);
  expect(last).toEqual(now);
});

test("what ends before it begins, and more rows than are shown, are refused", () => {
  expect(() => startsOf({ from: "2026-11-26", to: "2026-11-25" })).toThrow(refusal("report.bad_period"));
  expect(startsOf({ from: "2026-01-01", to: "2026-01-10" }, 10)).toHaveLength(10);
  expect(() => startsOf({ from: "2026-01-01", to: "2026-01-11" }, 10)).toThrow(refusal("report.bad_period"));
  expect(() => startsOf({ from: "0001-01-01", to: "9999-12-31" })).toThrow(refusal("report.bad_period"));
});

test("every moment of a period is in the last row that begins before it, in every time zone", () => {
  const timeZone = fc.constantFrom("UTC", ...Intl.supportedValuesOf("timeZone"));
  const by = fc.constantFrom("day" as const, "week" as const, "month" as const);
  const from = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) });
  const ms = fc.integer({ min: 0, max: 300 * 24 * 60 * 60_000 });
  fc.assert(
    fc.property(timeZone, by, from, ms, ms, (zone, step, begins, length, into) => {
      const at = begins + Math.min(into, length);
      const text = (instant: number) => new Date(instant).toISOString();
      const range = { from: text(begins), to: text(begins + length), by: step, timeZone: zone };
      const { starts } = periodsOf(range, { now, most: 400 });
      expect(starts[0]).toBeLessThanOrEqual(begins);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      expect(starts.every((start) => start % (15 * 60_000) === 0)).toBe(true);
      const row = rowOf(starts, at);
      expect(starts[row]).toBeLessThanOrEqual(at);
      expect(starts[row + 1] ?? Infinity).toBeGreaterThan(at);
    }),
    { numRuns: 300 },
  );
});
