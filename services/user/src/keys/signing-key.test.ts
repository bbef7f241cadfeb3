import { expect, test } from "vitest";
import { keyToSign, slotAt, slotsNeeded } from "./signing-key.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
const lead = 10 * minute;

const monday = slotAt(new Date("2026-11-20T10:00:00Z"), week).startsAt;
const at = (ms: number) => new Date(monday.getTime() + ms);
const keyOf = (startsAt: Date, createdAt: Date, periodMs = week) => ({
  ...slotAt(startsAt, periodMs),
  createdAt,
});

test("every moment of a period is in the same slot, so replicas make the same key", () => {
  const first = slotAt(at(0), week);
  expect(slotAt(at(week - 1), week)).toEqual(first);
  expect(slotAt(at(week), week).startsAt).toEqual(at(week));
});

test("the key of the next slot is needed a whole slot ahead", () => {
  expect(slotsNeeded(at(day), week).map(({ startsAt }) => startsAt)).toEqual([at(0), at(week)]);
});

test("the key of the current slot signs, not the next one that is published already", () => {
  const keys = [keyOf(at(0), at(-week)), keyOf(at(week), at(0))];
  expect(keyToSign(keys, at(day), lead)).toBe(keys[0]);
  expect(keyToSign(keys, at(week - 1), lead)).toBe(keys[0]);
  expect(keyToSign(keys, at(week), lead)).toBe(keys[1]);
});

test("a database begun anew signs at once, with the key that is good first", () => {
  const keys = [keyOf(at(0), at(day)), keyOf(at(week), at(day))];
  expect(keyToSign(keys, at(day), lead)).toBe(keys[0]);
});

test("a key signs only after everybody has had time to read it, though its slot has begun", () => {
  const begun = at(week - minute);
  const keys = [keyOf(at(0), begun), keyOf(at(week), begun)];
  expect(keyToSign(keys, at(week), lead)).toBe(keys[0]);
  expect(keyToSign(keys, at(week + lead), lead)).toBe(keys[1]);
});

test("no key signs shortly before it stops being published", () => {
  const last = keyOf(at(0), at(-week));
  const end = last.keptUntil.getTime();
  expect(keyToSign([last], new Date(end - lead - 1), lead)).toBe(last);
  expect(keyToSign([last], new Date(end - lead), lead)).toBeUndefined();
});

test("changing the period moves to the new slots without signing by a key that nobody has read", () => {
  const old = [keyOf(at(0), at(-week)), keyOf(at(week), at(0))];
  const changedAt = at(3 * day);
  const hourly = slotsNeeded(changedAt, hour).map(({ startsAt }) => keyOf(startsAt, changedAt, hour));
  expect(keyToSign([...old, ...hourly], changedAt, lead)).toBe(old[0]);
  expect(keyToSign([...old, ...hourly], at(3 * day + lead), lead)).toBe(hourly[0]);
});
