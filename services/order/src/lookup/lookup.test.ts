import { expect, test } from "vitest";
import { createLinkKeys } from "./link-keys.ts";
import { toNumber } from "./lookup.ts";

const day = 24 * 60 * 60_000;
const secret = "a secret of at least thirty-two characters";
let now = new Date("2026-11-26T12:00:00.000Z");
const links = createLinkKeys({ secret, now: () => now });

test("a link's token shows its own order for a day, and no other", () => {
  const token = links.tokenFor("order-1");
  const until = new Date(now.getTime() + day);
  expect(links.goodUntil(token, "order-1")).toEqual(until);
  expect(links.goodUntil(token, "order-2")).toBeUndefined();
  now = new Date(now.getTime() + day - 1);
  expect(links.goodUntil(token, "order-1")).toEqual(until);
  now = new Date(now.getTime() + 1);
  expect(links.goodUntil(token, "order-1")).toBeUndefined();
});

test("a token whose day somebody has moved, or that was signed with another secret, shows nothing", () => {
  const token = links.tokenFor("order-1");
  const [until = "", mac = ""] = token.split(".");
  const other = createLinkKeys({ secret: `${secret}!`, now: () => now });
  const forged = [
    `${Number(until) + day}.${mac}`,
    `0${until}.${mac}`,
    `${until}.${mac.slice(1)}A`,
    `${until}.`,
    `.${mac}`,
    mac,
    "",
    `${token}\n`,
    other.tokenFor("order-1"),
  ];
  for (const each of forged) expect(links.goodUntil(each, "order-1")).toBeUndefined();
});

test.each([
  ["7F3K9QX2AB", "7F3K9QX2AB"],
  [" 7f3k-9qx2 ab ", "7F3K9QX2AB"],
  ["OIL0123456", "0110123456"],
])("%j is the order %s", (written, number) => {
  expect(toNumber(written)).toBe(number);
});
