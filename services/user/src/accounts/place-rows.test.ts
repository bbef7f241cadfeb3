import { expect, test } from "vitest";
import { knownBy, placeKey } from "./place-rows.ts";

const day = 24 * 60 * 60_000;
const now = new Date("2026-11-20T10:00:00Z");
const daysLater = (days: number) => new Date(now.getTime() + days * day);

const at = (address: string) => [{ key: placeKey("user-1", address), seenAt: now }];
const home = { places: at("192.0.2.1") };

test("a place is known for as long as a session can last, and then it is not", () => {
  expect(knownBy(home, "user-1", { address: "192.0.2.1", now: daysLater(89) })).toBe("sign_in");
  expect(knownBy(home, "user-1", { address: "192.0.2.1", now: daysLater(91) })).toBeUndefined();
  expect(knownBy({}, "user-1", { address: "192.0.2.1", now })).toBeUndefined();
});

test("a place is known to one account only, and its key shows no address", () => {
  expect(knownBy(home, "user-2", { address: "192.0.2.1", now })).toBeUndefined();
  expect(knownBy(home, "user-1", { address: "192.0.2.2", now })).toBeUndefined();
  expect(JSON.stringify(home)).not.toContain("192");
});

test("a place is a block of addresses, and its own name", () => {
  const block = { places: at("2001:db8:1:2::/64") };
  for (const address of ["2001:db8:1:2::7", "2001:db8:1:2::8"])
    expect(knownBy(block, "user-1", { address, now })).toBe("sign_in");
});

test("where somebody signed in counts for more than that a session went on there", () => {
  const moved = { movedTo: at("192.0.2.1") };
  expect(knownBy(moved, "user-1", { address: "192.0.2.1", now })).toBe("refresh");
  expect(knownBy({ ...moved, ...home }, "user-1", { address: "192.0.2.1", now })).toBe("sign_in");
});
