import { euros, maxAmount } from "@shop/contracts/language/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { add, shares, times } from "./money.ts";

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

test("two currencies are never added", () => {
  expect(() => add(euros(1), { amount: 1, currency: "JPY" })).toThrow("EUR and JPY");
});

test("what is shared out adds up again, and nobody is more than one from the exact share", () => {
  const weights = fc.array(fc.integer({ min: 0, max: maxAmount }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 0, max: maxAmount }), (parts, amount) => {
      const all = parts.reduce((sum, each) => sum + BigInt(each), 0n);
      const cut = shares(amount, parts);
      expect(cut.reduce((sum, each) => sum + each, 0)).toBe(all === 0n ? 0 : amount);
      cut.forEach((share, place) => {
        const exact = BigInt(amount) * BigInt(parts[place]!);
        const off = BigInt(share) * all - exact;
        expect(off < all || all === 0n).toBe(true);
        expect(-off < all || all === 0n).toBe(true);
      });
    }),
  );
});

test("of equal shares the first get what is left over", () => {
  expect(shares(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(shares(2, [0, 1, 1, 1])).toEqual([0, 1, 1, 0]);
  expect(shares(5, [0, 0])).toEqual([0, 0]);
});
