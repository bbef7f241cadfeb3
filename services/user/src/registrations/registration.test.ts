import { expect, test } from "vitest";
import { allowMail, confirm, retryMailAfterMs } from "./registration.ts";

const now = new Date("2026-11-25T10:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const ago = (ms: number) => new Date(now.getTime() - ms);

test("a confirmed registration is a customer's account under its own id", () => {
  const registration = { id: "user-1", email: "ana@example.com", name: "Ana", passwordHash: "$argon2id$…" };
  const { account } = confirm(registration, now);
  expect(account).toEqual({
    ...registration,
    role: "customer",
    emailVerified: true,
    version: 1,
    createdAt: now,
  });
});

test("an address is sent five mails an hour, and the sixth when the first is an hour old", () => {
  const sentAt = [50, 40, 30, 20].map((minutes) => ago(minutes * minute));
  const allowed = allowMail(sentAt, now);
  expect(allowed).toEqual({ sentAt: [...sentAt, now] });
  expect(allowMail([...sentAt, now], now)).toEqual({ notBefore: new Date(now.getTime() + 10 * minute) });
});

test("mails of more than an hour ago are forgotten", () => {
  const recent = ago(59 * minute);
  expect(allowMail([ago(3 * hour), ago(2 * hour), ago(hour), recent], now)).toEqual({
    sentAt: [recent, now],
  });
});

test("a mail that nobody takes is tried more and more seldom, for a day", () => {
  const delays = [1, 2, 3, 20].map((attempts) => retryMailAfterMs(attempts, now, now));
  expect(delays).toEqual([10_000, 20_000, 40_000, hour]);
  expect(retryMailAfterMs(30, ago(24 * hour - 1), now)).toBe(hour);
  expect(retryMailAfterMs(30, ago(24 * hour), now)).toBeUndefined();
});
