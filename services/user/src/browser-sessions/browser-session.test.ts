import { expect, test } from "vitest";
import { begin, end } from "../sessions/session.ts";
import { browserRules, isStillGood, noteAgainAfter, secondsLeft, use } from "./browser-session.ts";

const now = new Date("2026-11-27T10:00:00Z");
const after = (ms: number) => new Date(now.getTime() + ms);
const day = 24 * 60 * 60_000;
const session = begin(
  {
    id: "session-1",
    holder: { kind: "account", id: "user-1" },
    credential: 1,
    client: { device: "Firefox on Linux", place: "192.0.2.1" },
    provenBy: "password",
  },
  now,
);

test("a session is used until nobody has used it for thirty days, or it has ended", () => {
  expect(use(session, after(30 * day - 1))).toEqual({ ...session, refreshedAt: after(30 * day - 1) });
  expect(use(session, after(30 * day))).toBeUndefined();
  expect(use(end(session, "logged_out", now).session, after(1))).toBeUndefined();
});

test("a use is noted again a minute after the last one that was", () => {
  expect(noteAgainAfter(after(browserRules.notedEveryMs))).toEqual(now);
});

test("a token is given again while it is good for a minute yet, and its holder has the same rights", () => {
  const given = { accessToken: "a.b.c", role: "staff", expiresAt: after(300_000) } as const;
  expect(isStillGood(given, "staff", after(240_000))).toBe(true);
  expect(isStillGood(given, "staff", after(240_001))).toBe(false);
  expect(isStillGood(given, "customer", now)).toBe(false);
  expect(secondsLeft(given, after(1))).toBe(299);
});
