import { expect, test } from "vitest";
import { recoveryCodes } from "./recovery-code-provider.ts";

const { newCode, hashOf } = recoveryCodes;

test("a code is four groups that nobody has seen before", () => {
  const codes = Array.from({ length: 100 }, newCode);
  expect(new Set(codes).size).toBe(100);
  for (const code of codes) expect(code).toMatch(/^[a-z2-7]{6}(-[a-z2-7]{6}){3}$/);
});

test("it is known however it was typed", () => {
  const code = "abco2l-34567b-zyxwvu-tsrqpo";
  for (const typed of [
    "ABCO2L-34567B-ZYXWVU-TSRQPO",
    "abco2l34567bzyxwvutsrqpo",
    "abc021-345678-zyxwvu tsrqp0",
  ])
    expect(hashOf(typed)).toBe(hashOf(code));
  expect(hashOf("abco2l-34567b-zyxwvu-tsrqpp")).not.toBe(hashOf(code));
});
