import { expect, test } from "vitest";
import { begin, endOf, isGood, tokenUntil } from "./api-key.ts";

const createdAt = new Date("2026-11-25T10:00:00.000Z");
const later = (ms: number) => new Date(createdAt.getTime() + ms);
const named = { id: "k1", name: "ERP", scopes: ["orders:read"], createdAt, createdBy: "u1" } as const;

test("a key without an end is good until it is ended", () => {
  const key = begin({ ...named, expiresAt: null });
  expect(isGood(key, later(1e12))).toBe(true);
  expect(isGood({ ...key, endedAt: createdAt }, createdAt)).toBe(false);
});

test("a key is good until the moment at which it expires, and so is its last token", () => {
  const key = begin({ ...named, expiresAt: later(1_000) });
  expect(isGood(key, later(999))).toBe(true);
  expect(isGood(key, later(1_000))).toBe(false);
  expect(tokenUntil(key, later(1), 300_000)).toEqual(later(1_000));
  expect(tokenUntil(key, later(1), 500)).toEqual(later(501));
});

test("a key that would have expired before it began is refused", () => {
  for (const expiresAt of [createdAt, later(-1)])
    expect(() => begin({ ...named, expiresAt })).toThrow("in the future");
});

test("its end is that of the session which its tokens name", () => {
  expect(endOf({ id: "k1" })).toMatchObject([
    { name: "user.sessions_revoked", data: { userId: "k1", sessionIds: ["k1"] } },
  ]);
});
