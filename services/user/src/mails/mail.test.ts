import { expect, test } from "vitest";
import { allowMail, retryMailAfterMs } from "./mail.ts";

const now = new Date("2026-11-25T10:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const ago = (ms: number) => new Date(now.getTime() - ms);

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
