import { expect, test } from "vitest";
import { createLinkKeys } from "./link-keys.ts";
import { toNumber } from "./lookup.ts";

const day = 24 * 60 * 60_000;
const secret = "a secret of at least thirty-two characters";
let now = new Date("2026-11-26T12:00:00.000Z");
const links = createLinkKeys({ secret, now: () => now });

test("a link's token shows its own order for a day, and no other", () => {
  const token = links.tokenFor("order-1");
  expect(links.isGood(token, "order-1")).toBe(true);
  expect(links.isGood(token, "order-2")).toBe(false);
  now = new Date(now.getTime() + day - 1);
  expect(links.isGood(token, "order-1")).toBe(true);
  now = new Date(now.getTime() + 1);
  expect(links.isGood(token, "order-1")).toBe(false);
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
  for (const each of forged) expect(links.isGood(each, "order-1")).toBe(false);
});

test.each([
  ["7F3K9QX2AB", "7F3K9QX2AB"],
  [" 7f3k-9qx2 ab ", "7F3K9QX2AB"],
  ["OIL0123456", "0110123456"],
])("%j is the order %s", (written, number) => {
  expect(toNumber(written)).toBe(number);
});
