import fc from "fast-check";
import { expect, test } from "vitest";
import type { AppError } from "../errors.ts";
import { readKey, fingerprintOf } from "./header.ts";

test("a key is taken with and without quotes", () => {
  expect(readKey('"0123456789abcdef"')).toBe("0123456789abcdef");
  expect(readKey("0123456789abcdef")).toBe("0123456789abcdef");
  expect(readKey("x".repeat(255))).toHaveLength(255);
});

test.for([
  [undefined, "idempotency.key_required"],
  ["", "idempotency.key_invalid"],
  ["short", "idempotency.key_invalid"],
  ["x".repeat(256), "idempotency.key_invalid"],
  ["with a blank 0123456789", "idempotency.key_invalid"],
  ['"0123456789abcdef', "idempotency.key_invalid"],
  ["ümlaut-0123456789abcdef", "idempotency.key_invalid"],
] as const)("%j is refused as %s", ([header, code]) => {
  expect(() => readKey(header)).toThrow(expect.objectContaining({ kind: "invalid", code }) as AppError);
});

const of = (body: unknown) => fingerprintOf("POST", "/orders", body);

test("the order of properties does not change a fingerprint; anything else does", () => {
  expect(of({ a: 1, b: { c: [1, 2], d: null } })).toBe(of({ b: { d: null, c: [1, 2] }, a: 1 }));
  const others = [
    { a: 1 },
    { a: "1" },
    { a: [1] },
    { a: [1, 2] },
    { a: [2, 1] },
    { a: [[1], 2] },
    { a: { b: 1 } },
    [],
    {},
    null,
  ];
  expect(new Set(others.map(of)).size).toBe(others.length);
  expect(of({ a: 1 })).not.toBe(fingerprintOf("POST", "/refunds", { a: 1 }));
});

test("two JSON values have one fingerprint only when they are equal", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const [left, right] = [a, b].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
      const isSame = fingerprintOf("POST", "/x", left) === fingerprintOf("POST", "/x", right);
      expect(isSame).toBe(isDeepEqual(left, right));
    }),
  );
});

const isDeepEqual = (a: unknown, b: unknown): boolean => {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
};
