/** Days, weeks and months of a time zone. Pure; when clocks are changed is the business of Temporal. */
import type { SalesQuery } from "@shop/contracts/order/reports";
import { Temporal } from "temporal-polyfill";
import { reportErrors } from "./errors.ts";

type By = SalesQuery["by"];

/** From its first moment to its last, and when each of its rows begins, oldest first. */
export type Periods = {
  readonly first: Date;
  readonly last: Date;
  readonly starts: readonly number[];
};

export type Asked = {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly by: By;
  readonly timeZone: string;
};

const steps = { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 } } as const;

/** As many rows when nobody says where to begin. */
const usualRows = 30;

/** Throws `report.bad_period` when it ends before it begins, and when it has more than `most` rows. */
export function periodsOf(
  { from, to, by, timeZone }: Asked,
  { now, most }: { now: Date; most: number },
): Periods {
  const last = to === undefined ? toZoned(now.toISOString(), timeZone) : endOf(to, timeZone);
  const first = from === undefined ? usualBeginning(last, by) : toZoned(from, timeZone);
  if (Temporal.ZonedDateTime.compare(first, last) > 0)
    throw reportErrors.badPeriod("from", "must not be after to");
  const starts: number[] = [];
  const until = last.epochMilliseconds;
  for (let day = beginningOf(first.toPlainDate(), by); ; day = day.add(steps[by])) {
    // The first moment of a day: where clocks go forward at midnight, it is later.
    const { epochMilliseconds } = day.toZonedDateTime(timeZone);
    if (epochMilliseconds > until) break;
    if (starts.length === most)
      throw reportErrors.badPeriod("from", `must be ${most} rows before to at most`);
    // A day that a zone has left out begins where the next one does.
    if (epochMilliseconds !== starts.at(-1)) starts.push(epochMilliseconds);
  }
  return { first: toDate(first), last: toDate(last), starts };
}

/** The number of the row that a moment of the period belongs to. */
export function rowOf(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? Infinity) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

const isDay = (moment: string): boolean => moment.length === "2026-11-26".length;

const toZoned = (moment: string, timeZone: string): Temporal.ZonedDateTime =>
  isDay(moment)
    ? Temporal.PlainDate.from(moment).toZonedDateTime(timeZone)
    : // As many digits of a second as somebody writes, and only milliseconds count.
      Temporal.Instant.fromEpochMilliseconds(Date.parse(moment)).toZonedDateTimeISO(timeZone);

/** A day is part of what it ends. */
const endOf = (moment: string, timeZone: string): Temporal.ZonedDateTime =>
  isDay(moment)
    ? Temporal.PlainDate.from(moment).add({ days: 1 }).toZonedDateTime(timeZone).subtract({ milliseconds: 1 })
    : toZoned(moment, timeZone);

const usualBeginning = (last: Temporal.ZonedDateTime, by: By): Temporal.ZonedDateTime => {
  const beginning = beginningOf(last.toPlainDate(), by);
  const before = {
    day: { days: usualRows - 1 },
    week: { weeks: usualRows - 1 },
    month: { months: usualRows - 1 },
  };
  return beginning.subtract(before[by]).toZonedDateTime(last.timeZoneId);
};

/** A week begins on Monday (ISO 8601). */
function beginningOf(day: Temporal.PlainDate, by: By): Temporal.PlainDate {
  if (by === "week") return day.subtract({ days: day.dayOfWeek - 1 });
  return by === "month" ? day.with({ day: 1 }) : day;
}

const toDate = ({ epochMilliseconds }: Temporal.ZonedDateTime): Date => new Date(epochMilliseconds);
