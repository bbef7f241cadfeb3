import { CouponPatch, NewCoupon } from "@shop/contracts/order/coupons";
import fc from "fast-check";
import { expect, test } from "vitest";
import { create, discountOf, edit, redeemerOf, type Coupon } from "./coupon.ts";

const now = new Date("2026-11-26T12:00:00.000Z");
const currencies = ["EUR", "JPY", "KWD"] as const;
const aCoupon = (changes: Partial<NewCoupon> = {}, used = 0): Coupon => ({
  ...create(NewCoupon.parse({ code: "SPRING-25", kind: "percent", value: 25, ...changes }), {
    currencies,
    serial: "1",
  }),
  used,
});
const off = (coupon: Coupon, amount: number, more: { currency?: string; usedByYou?: number } = {}) => {
  const { currency = "EUR", ...rest } = more;
  return discountOf(coupon, { subtotal: { amount, currency }, now, ...rest });
};
const euro = (amount: number) => ({ discount: { amount, currency: "EUR" } });

test("a code is the same with blanks around it and in any case (R38)", () => {
  for (const written of ["SPRING-25", " spring-25 ", "Spring-25\n", "\tsPrInG-25"])
    expect(NewCoupon.parse({ code: written, kind: "percent", value: 25 }).code).toBe("SPRING-25");
});

test("percents are rounded half up to the minor unit", () => {
  expect([1, 2, 3, 5, 1998, 0].map((amount) => off(aCoupon({ value: 25 }), amount))).toEqual(
    [0, 1, 1, 1, 500, 0].map(euro),
  );
});

test("an amount is taken off whole, and never more than the goods cost (R28)", () => {
  const coupon = aCoupon({ kind: "amount", value: 500 });
  expect([499, 500, 2000].map((amount) => off(coupon, amount))).toEqual([499, 500, 500].map(euro));
  expect(off(aCoupon({ value: 100 }), 1999)).toEqual(euro(1999));
});

test("whatever the coupon and the goods, the discount is between nothing and all of them", () => {
  const amount = fc.integer({ min: 0, max: 1_000_000_000_000 });
  const percent = fc.record({
    kind: fc.constant("percent" as const),
    value: fc.integer({ min: 1, max: 100 }),
  });
  const whole = fc.record({
    kind: fc.constant("amount" as const),
    value: fc.integer({ min: 1, max: 10 ** 11 }),
  });
  fc.assert(
    fc.property(fc.oneof(percent, whole), amount, (changes, subtotal) => {
      const applied = off(aCoupon(changes), subtotal);
      if (!("discount" in applied)) throw new Error("It does not apply");
      const exact =
        changes.kind === "amount"
          ? BigInt(Math.min(changes.value, subtotal))
          : (BigInt(subtotal) * BigInt(changes.value) + 50n) / 100n;
      expect(BigInt(applied.discount.amount)).toBe(exact);
      expect(applied.discount.amount).toBeLessThanOrEqual(subtotal);
    }),
  );
});

const later = "2026-11-26T12:00:00.001Z";
test.each([
  ["inactive", aCoupon({ active: false }), {}],
  ["not_started", aCoupon({ startsAt: later }), {}],
  ["expired", aCoupon({ endsAt: now.toISOString() }), {}],
  ["used_up", aCoupon({ totalLimit: 3 }, 3), {}],
  ["used_by_you", aCoupon({ perCustomerLimit: 2 }), { usedByYou: 2 }],
  ["currency", aCoupon({ kind: "amount", value: 5 }), { currency: "JPY" }],
  ["currency", aCoupon({ minimum: 100 }), { currency: "KWD" }],
  ["minimum", aCoupon({ minimum: 1001 }), {}],
])("it says that it is no good: %s", (reason, coupon, more) => {
  expect(off(coupon, 1000, more)).toEqual({ reason });
});

test("on its limits it is good", () => {
  const coupon = aCoupon(
    { startsAt: now.toISOString(), endsAt: later, totalLimit: 3, perCustomerLimit: 2, minimum: 1000 },
    2,
  );
  expect(off(coupon, 1000, { usedByYou: 1 })).toEqual(euro(250));
  expect(off(aCoupon(), 1000, { currency: "JPY" })).toEqual({ discount: { amount: 250, currency: "JPY" } });
});

test("a customer is known by the account, a guest by the address in any case", () => {
  const alice = { customerId: "alice", isGuest: false, email: "Alice@Example.com" };
  expect(redeemerOf(alice)).toBe(redeemerOf({ ...alice, email: "other@example.com" }));
  const guest = { ...alice, isGuest: true };
  expect(redeemerOf(guest)).toBe(redeemerOf({ ...guest, customerId: "bob", email: "alice@EXAMPLE.com" }));
  const spelt = ["alice@müller.example", "alice@xn--mller-kva.example"].map((email) =>
    redeemerOf({ ...guest, email }),
  );
  expect(spelt[0]).toBe(spelt[1]);
  expect(redeemerOf(guest)).not.toBe(redeemerOf(alice));
});

test.each([
  [{ value: 101 }, "value"],
  [{ startsAt: later, endsAt: later }, "endsAt"],
  [{ currency: "USD" }, "currency"],
])("what does not fit together is refused with its place: %j", (changes, path) => {
  const refusal = expect.objectContaining({
    details: { errors: [expect.objectContaining({ path }) as unknown] },
  });
  expect(() => aCoupon(changes)).toThrow(refusal as Error);
  expect(() => edit(aCoupon(), CouponPatch.parse(changes), currencies)).toThrow(refusal as Error);
});

test("a patch changes what it names, takes away what is null, and what is so already is no change", () => {
  const coupon = aCoupon({ totalLimit: 5, endsAt: later });
  expect(edit(coupon, { totalLimit: null, active: false }, currencies)).toEqual({
    ...coupon,
    totalLimit: null,
    active: false,
  });
  expect(edit(coupon, { endsAt: null }, currencies)?.endsAt).toBeNull();
  expect(edit(coupon, { value: 25, endsAt: later }, currencies)).toBeUndefined();
});
