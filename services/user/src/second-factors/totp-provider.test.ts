import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { totps } from "./totp-provider.ts";

/** Of RFC 6238's appendix B, which has eight digits: the last six are ours. */
const ofTheStandard = Secret.fromLatin1("12345678901234567890").base32;

test.each([
  [59, "287082", 1],
  [1_111_111_109, "081804", 37_037_036],
  [20_000_000_000, "353130", 666_666_666],
])("at %d seconds the standard's code %s is of step %d", (seconds, code, step) => {
  expect(totps.stepOf(ofTheStandard, code, new Date(seconds * 1000))).toBe(step);
});

test("a code is good in its step and the next, neither later nor before", () => {
  const secret = totps.newSecret();
  const now = new Date("2026-11-20T10:00:00.000Z");
  const step = now.getTime() / 30_000;
  const codeAt = (steps: number, ms = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: now.getTime() + steps * 30_000 + ms,
    });
  expect(totps.stepOf(secret, codeAt(0, 29_999), now)).toBe(step);
  expect(totps.stepOf(secret, codeAt(-1), now)).toBe(step - 1);
  for (const steps of [-3, -2, 1, 2]) expect(totps.stepOf(secret, codeAt(steps), now)).toBeUndefined();
});

test("each secret has 160 bits of its own", () => {
  const secrets = Array.from({ length: 20 }, () => totps.newSecret());
  expect(new Set(secrets).size).toBe(20);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
});
