import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { hashOfApiKey, isApiKey, isWellFormed, toApiKey } from "./api-keys.ts";

const key = toApiKey(randomBytes(32));

test("a key says what it is, and nobody spells another by mistake", () => {
  expect(key).toMatch(/^scs_[\w-]{49}$/);
  expect(isApiKey(key) && isWellFormed(key)).toBe(true);
  expect(toApiKey(randomBytes(32))).not.toBe(key);
  for (const index of [4, 30, 46, 47, 52]) {
    const other = key[index] === "A" ? "B" : "A";
    expect(isWellFormed(key.slice(0, index) + other + key.slice(index + 1))).toBe(false);
  }
});

test("nothing longer, shorter or with something around it is one", () => {
  for (const odd of ["", "scs_", key.slice(0, -1), `${key}A`, ` ${key}`, `${key}\n`, key.toUpperCase()])
    expect(isWellFormed(odd)).toBe(false);
  expect(isApiKey("eyJhbGciOiJSUzI1NiJ9.e30.x")).toBe(false);
});

test("what is kept of it says nothing of it", () => {
  expect(hashOfApiKey(key)).toMatch(/^[\w-]{43}$/);
  expect(hashOfApiKey(key)).not.toContain(key.slice(4, 12));
});
