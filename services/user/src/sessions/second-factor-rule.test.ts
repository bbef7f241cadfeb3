import { expect, test } from "vitest";
import { lacksSecondFactor } from "./second-factor-rule.ts";

const at = new Date("2026-11-20T10:00:00Z");

test.each([
  ["nobody", "admin", false],
  ["admin", "admin", true],
  ["admin", "staff", false],
  ["staff", "admin", true],
  ["staff", "staff", true],
  ["staff", "customer", false],
] as const)("where it is for %s, a %s's password is not enough: %s", (rule, role, lacks) => {
  expect(lacksSecondFactor(role, { proof: { by: "password", at } }, rule)).toBe(lacks);
  for (const by of ["second_factor", "passkey"] as const)
    expect(lacksSecondFactor(role, { proof: { by, at } }, rule)).toBe(false);
});
