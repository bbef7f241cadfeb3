import { expect, test } from "vitest";
import { isDuplicateKey, toDuplicate } from "./duplicate-key.ts";

const duplicate = (message: string) => Object.assign(new Error(message), { code: 11_000 });

test("the index and the value are read from the message", () => {
  const error = duplicate(
    'E11000 duplicate key error collection: order.orders index: number dup key: { number: "ABC" }',
  );
  expect(toDuplicate(error)).toEqual({ index: "number", value: "ABC" });
});

test("of a compound key the index is enough", () => {
  const error = duplicate(
    "E11000 duplicate key error collection: a.b index: customer_key dup key: { c: 1, k: 2 }",
  );
  expect(toDuplicate(error)).toEqual({ index: "customer_key", value: "" });
});

test("another error is none", () => {
  expect(isDuplicateKey(Object.assign(new Error("no"), { code: 112 }))).toBe(false);
  expect(isDuplicateKey("E11000")).toBe(false);
});
