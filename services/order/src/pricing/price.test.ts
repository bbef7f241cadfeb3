/** What orders cost: whatever the goods, the coupon, the way and the rates, it adds up to the minor unit. */
import type { TaxCategory } from "@shop/contracts/catalog/variants";
import type { Money } from "@shop/contracts/language/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tax } from "../tax-rates/tax-rate.ts";
import { part } from "./money.ts";
import { priceOf, type Price } from "./price.ts";

type Line = { readonly lineTotal: Money; readonly taxCategory: TaxCategory };
type Rates = Readonly<Record<TaxCategory, Tax>>;

const price = (
  lines: readonly Line[],
  { discount, shipping, rates }: { discount: number; shipping: number; rates: Rates },
  currency = "EUR",
): Price<Line> =>
  priceOf({
    lines,
    taxCategoryOf: ({ taxCategory }) => taxCategory,
    discount: { amount: discount, currency },
    shipping: { amount: shipping, currency },
    taxOf: (category) => rates[category],
  });

const goods = (amount: number, taxCategory: TaxCategory = "standard", currency = "EUR"): Line => ({
  lineTotal: { amount, currency },
  taxCategory,
});

const ratesOf = (standard: number, reduced: number, inclusive: boolean): Rates => ({
  standard: { rate: standard, inclusive },
  reduced: { rate: reduced, inclusive },
  zero: { rate: 0, inclusive: true },
});
const german = ratesOf(1900, 700, true);
const texan = ratesOf(825, 0, false);
const euro = (amount: number): Money => ({ amount, currency: "EUR" });

test("where prices include the tax, it is a part of the total, and shipping is taxed as the dearest taxed goods", () => {
  const { lines, ...rest } = price([goods(1070, "reduced"), goods(1190)], {
    discount: 0,
    shipping: 595,
    rates: german,
  });
  expect(rest).toEqual({
    subtotal: euro(2260),
    discount: euro(0),
    shipping: euro(595),
    shippingPaid: euro(595),
    tax: euro(355),
    taxes: [
      { rate: 1900, net: euro(1500), tax: euro(285) },
      { rate: 700, net: euro(1000), tax: euro(70) },
    ],
    total: euro(2855),
  });
  expect(lines.map(({ paid }) => paid.amount)).toEqual([1070, 1190]);
});

test("where they do not, it comes on top, once rounded for the whole order, and each line knows its share", () => {
  const { lines, ...rest } = price([goods(333), goods(333), goods(334)], {
    discount: 100,
    shipping: 490,
    rates: texan,
  });
  // 8.25 % of 13.90 is 1.14675.
  expect(rest).toMatchObject({ tax: euro(115), total: euro(1505), shippingPaid: euro(530) });
  expect(rest.taxes).toEqual([{ rate: 825, net: euro(1390), tax: euro(115) }]);
  expect(lines.map(({ discount, paid }) => [discount.amount, paid.amount])).toEqual([
    [33, 325],
    [33, 325],
    [34, 325],
  ]);
});

test("half of a minor unit is rounded up", () => {
  expect([1, 2, 3, 5].map((amount) => part(amount, 1, 2))).toEqual([1, 1, 2, 3]);
  const onePercent = { discount: 0, shipping: 0, rates: ratesOf(100, 0, false) };
  expect([49, 50].map((amount) => price([goods(amount)], onePercent).tax)).toEqual([euro(0), euro(1)]);
});

test("what costs nothing has no tax, and no parts of it", () => {
  const { total, tax, taxes, lines } = price([goods(1999)], { discount: 1999, shipping: 0, rates: german });
  expect({ total, tax, taxes, paid: lines[0]?.paid }).toEqual({
    total: euro(0),
    tax: euro(0),
    taxes: [],
    paid: euro(0),
  });
});

test("what tax brings over the limit is refused", () => {
  const most = 10 ** 12;
  expect(price([goods(most)], { discount: 0, shipping: 0, rates: german }).total.amount).toBe(most);
  expect(() => price([goods(most)], { discount: 0, shipping: 0, rates: texan })).toThrow(
    expect.objectContaining({ code: "order.too_large" }),
  );
});

test("two currencies do not add up, and nobody is told that they do", () => {
  expect(() => price([goods(1, "standard", "JPY")], { discount: 0, shipping: 0, rates: german })).toThrow(
    "JPY",
  );
});

/** Yen, euros and dinars: what is bought for a few of them, in minor units. */
const currencies = [
  ["JPY", 100_000],
  ["EUR", 10_000_000],
  ["KWD", 10_000_000_000],
] as const;

const category = fc.constantFrom<TaxCategory>("standard", "reduced", "zero");
const tax = fc.record({ rate: fc.integer({ min: 0, max: 10_000 }), inclusive: fc.boolean() });
const order = fc.constantFrom(...currencies).chain(([currency, most]) =>
  fc.record({
    currency: fc.constant<string>(currency),
    lines: fc.array(fc.record({ amount: fc.integer({ min: 0, max: most }), taxCategory: category }), {
      minLength: 1,
      maxLength: 12,
    }),
    shipping: fc.integer({ min: 0, max: Math.floor(most / 10) }),
    offInMillionths: fc.integer({ min: 0, max: 1_000_000 }),
    rates: fc.record({ standard: tax, reduced: tax, zero: tax }),
    cuts: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 12, maxLength: 12 }),
  }),
);
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

test("lines, discount, shipping and tax add up to the total, in yen, euros and dinars", () => {
  fc.assert(
    fc.property(order, ({ currency, lines: drawn, shipping, offInMillionths, rates }) => {
      const lines = drawn.map(({ amount, taxCategory }) => goods(amount, taxCategory, currency));
      const discount = Math.floor((sum(drawn.map(({ amount }) => amount)) * offInMillionths) / 1_000_000);
      const priced = price(lines, { discount, shipping, rates }, currency);
      const extra = priced.lines.map(
        (line) => line.paid.amount - line.lineTotal.amount + line.discount.amount,
      );
      const onTop = sum(extra) + priced.shippingPaid.amount - shipping;
      expect(sum(priced.lines.map(({ lineTotal }) => lineTotal.amount))).toBe(priced.subtotal.amount);
      expect(sum(priced.lines.map((line) => line.discount.amount))).toBe(discount);
      expect(priced.total.amount).toBe(priced.subtotal.amount - discount + shipping + onTop);
      expect(sum(priced.lines.map(({ paid }) => paid.amount)) + priced.shippingPaid.amount).toBe(
        priced.total.amount,
      );
      expect(sum(priced.taxes.map((each) => each.tax.amount))).toBe(priced.tax.amount);
      expect(sum(priced.taxes.map((each) => each.net.amount + each.tax.amount))).toBe(priced.total.amount);
      for (const { discount: off, paid, lineTotal } of priced.lines) {
        expect(off.amount).toBeLessThanOrEqual(lineTotal.amount);
        expect(paid.amount).toBeGreaterThanOrEqual(lineTotal.amount - off.amount);
        expect(paid.currency).toBe(currency);
      }
    }),
    { numRuns: 500 },
  );
});

test("the same goods cut into other lines, in whatever order, cost the same (R31)", () => {
  fc.assert(
    fc.property(order, ({ currency, lines: drawn, shipping, offInMillionths, rates, cuts }) => {
      const lines = drawn.map(({ amount, taxCategory }) => goods(amount, taxCategory, currency));
      const cut = lines.flatMap(({ lineTotal: { amount }, taxCategory }, place) => {
        const first = Math.floor((amount * cuts[place]!) / 1_000_000);
        return [goods(first, taxCategory, currency), goods(amount - first, taxCategory, currency)];
      });
      const discount = Math.floor((sum(drawn.map(({ amount }) => amount)) * offInMillionths) / 1_000_000);
      const whole = price(lines, { discount, shipping, rates }, currency);
      for (const others of [cut, cut.toReversed()]) {
        const { subtotal, tax: taxed, taxes, total } = price(others, { discount, shipping, rates }, currency);
        expect({ subtotal, taxed, taxes, total }).toEqual({
          subtotal: whole.subtotal,
          taxed: whole.tax,
          taxes: whole.taxes,
          total: whole.total,
        });
      }
    }),
    { numRuns: 500 },
  );
});

test("for each rate, tax is what exact arithmetic says of its sum, rounded half up", () => {
  fc.assert(
    fc.property(order, ({ currency, lines: drawn, shipping, rates: { standard } }) => {
      const lines = drawn.map(({ amount }) => goods(amount, "standard", currency));
      const rates = { standard, reduced: standard, zero: standard };
      const { tax: taxed } = price(lines, { discount: 0, shipping, rates }, currency);
      const base = BigInt(sum(drawn.map(({ amount }) => amount)) + shipping);
      const of = BigInt(standard.rate);
      const whole = standard.inclusive ? 10_000n + of : 10_000n;
      expect(BigInt(taxed.amount)).toBe((2n * base * of + whole) / (2n * whole));
    }),
  );
});
