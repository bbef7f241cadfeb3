import { expect, test } from "vitest";
import { isKnownPlace, placeKey } from "./place-rows.ts";

const day = 24 * 60 * 60_000;
const seenAt = new Date("2026-11-20T10:00:00Z");
const home = { key: placeKey("user-1", "192.0.2.1"), seenAt };
const daysLater = (days: number) => new Date(seenAt.getTime() + days * day);

test("a place is known for as long as a session can last, and then it is not", () => {
  expect(isKnownPlace([home], home.key, daysLater(89))).toBe(true);
  expect(isKnownPlace([home], home.key, daysLater(91))).toBe(false);
  expect(isKnownPlace([], home.key, seenAt)).toBe(false);
});

test("a place is known to one account only, and its key shows no address", () => {
  expect(isKnownPlace([home], placeKey("user-2", "192.0.2.1"), seenAt)).toBe(false);
  expect(isKnownPlace([home], placeKey("user-1", "192.0.2.2"), seenAt)).toBe(false);
  expect(home.key).not.toContain("192");
});

test("a place is a block of addresses, and its own name", () => {
  const block = "2001:db8:1:2::/64";
  expect(placeKey("user-1", "2001:db8:1:2::7")).toBe(placeKey("user-1", block));
  expect(placeKey("user-1", "2001:db8:1:2::8")).toBe(placeKey("user-1", block));
});
