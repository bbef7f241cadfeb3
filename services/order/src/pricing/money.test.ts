import { euros, maxAmount } from "@shop/contracts/language/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { add, times } from "./money.ts";

test("a sum of exactly the limit is counted, one cent more is not", () => {
  expect(add(euros(maxAmount - 1), euros(1))).toEqual(euros(1_000_000_000_000));
  expect(add(euros(maxAmount), euros(1))).toBeUndefined();
  expect(times(euros(maxAmount / 2), 2)).toEqual(euros(maxAmount));
  expect(times(euros(maxAmount / 2 + 1), 2)).toBeUndefined();
});

test("two times more than 32 bits are exact", () => {
  expect(times(euros(2_147_483_648), 2)).toEqual(euros(4_294_967_296));
});

test("whatever is counted is what exact arithmetic says", () => {
  const amount = fc.integer({ min: 0, max: maxAmount });
  fc.assert(
    fc.property(amount, amount, fc.integer({ min: 1, max: 99 }), (a, b, quantity) => {
      const limit = BigInt(maxAmount);
      const exact = (value: bigint) => (value <= limit ? euros(Number(value)) : undefined);
      expect(add(euros(a), euros(b))).toEqual(exact(BigInt(a) + BigInt(b)));
      expect(times(euros(a), quantity)).toEqual(exact(BigInt(a) * BigInt(quantity)));
    }),
  );
});
