import { expect, test } from "vitest";
import { begin, end, lastsUntil, lifetimes, refresh, revokedUntil, type Session } from "./session.ts";

const signedInAt = new Date("2026-11-20T10:00:00Z");
const after = (ms: number) => new Date(signedInAt.getTime() + ms);
const minute = 60_000;
const day = 24 * 60 * minute;

const client = { device: "Firefox on Linux", place: "192.0.2.1" };
const holder = { kind: "account", id: "user-1" } as const;
const session: Session = begin(
  { id: "session-1", holder, credential: 1, client, provenBy: "password" },
  signedInAt,
);

test("the current token is replaced and the session counts as used", () => {
  const now = after(minute);
  expect(refresh(session, true, client, now)).toEqual({
    outcome: "refreshed",
    session: { ...session, refreshedAt: now },
  });
});

test("a token that was replaced before is a reuse, however soon it comes", () => {
  expect(refresh(session, false, client, signedInAt)).toEqual({ outcome: "reused" });
});

test("a session that has ended refuses both its last token and older ones", () => {
  const ended = end(session, "logged_out", after(minute)).session;
  for (const isCurrent of [true, false])
    expect(refresh(ended, isCurrent, client, after(2 * minute))).toEqual({
      outcome: "refused",
      reason: "ended",
    });
});

test("a session ends after 30 days without a refresh, not a moment before", () => {
  expect(refresh(session, true, client, after(30 * day - 1)).outcome).toBe("refreshed");
  expect(refresh(session, true, client, after(30 * day))).toEqual({ outcome: "refused", reason: "expired" });
});

test("a session ends after 90 days, however often it was refreshed", () => {
  let current = session;
  for (let days = 1; days < 90; days++) {
    const refreshed = refresh(current, true, client, after(days * day));
    if (refreshed.outcome !== "refreshed") throw new Error(`refused on day ${days}`);
    current = refreshed.session;
  }
  expect(refresh(current, true, client, after(90 * day))).toEqual({ outcome: "refused", reason: "expired" });
  expect(lastsUntil(current)).toEqual(after(90 * day));
});

test("ending a session announces which tokens are no longer good", () => {
  const { session: ended, events } = end(session, "token_reused", after(minute));
  expect(ended.end).toEqual({ at: after(minute), reason: "token_reused" });
  expect(events).toEqual([
    { name: "user.sessions_revoked", version: 1, data: { userId: "user-1", sessionIds: ["session-1"] } },
  ]);
});

test("ending twice announces it once and keeps the first reason", () => {
  const first = end(session, "logged_out", after(minute));
  const second = end(first.session, "token_reused", after(2 * minute));
  expect(second.events).toEqual([]);
  expect(second.session).toEqual(first.session);
});

test("a revocation outlives every access token of the session, with a minute for clocks that differ", () => {
  const lastTokenExpires = after(lifetimes.accessTokenMs);
  expect(revokedUntil(signedInAt).getTime()).toBeGreaterThanOrEqual(lastTokenExpires.getTime() + minute);
});
