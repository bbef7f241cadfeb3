/** What tax goes back with refunds: whatever they are for, in the end it is the order's to the minor unit. */
import type { TaxCategory } from "@shop/contracts/catalog/variants";
import { euros, type Money } from "@shop/contracts/language/values";
import type { TaxPart } from "@shop/contracts/order/tax-rates";
import fc from "fast-check";
import { expect, test } from "vitest";
import { priceOf } from "../pricing/price.ts";
import { sumOf } from "../pricing/tax-groups.ts";
import { drawRefund, leftOf, type Refund, type RefundWish } from "../refunds/refund.ts";
import type { Tax } from "../tax-rates/tax-rate.ts";
import { toCreditNotes } from "./credit-note.ts";

const seed = Math.floor(Math.random() * 2 ** 31);

type Goods = { readonly category: TaxCategory; readonly quantity: number; readonly amount: number };
type Rates = Readonly<Record<TaxCategory, Tax>>;

function sold(goods: readonly Goods[], rates: Rates, shipping: Money, discount = 0) {
  const { currency } = shipping;
  const { total, ...price } = priceOf({
    lines: goods.map(({ category, quantity, amount }, index) => {
      const unitPrice = { amount, currency };
      const lineTotal = { amount: amount * quantity, currency };
      const sku = `S-${index}`;
      return { sku, productId: "p", name: `Thing ${index}`, quantity, unitPrice, lineTotal, category };
    }),
    taxCategoryOf: ({ category }) => category,
    discount: { amount: discount, currency },
    shipping,
    taxOf: (category) => rates[category],
  });
  return { ...price, payment: { captured: total }, refunds: [] as readonly Refund[] };
}
type Sold = ReturnType<typeof sold>;

/** `serial`: of its credit note. */
const refund = (order: Sold, wish: RefundWish, serial = order.refunds.length + 1): Sold => {
  const [at, id] = [new Date(0), `${order.refunds.length}`];
  const rest = { restock: false, reason: null, status: "done", restockedAt: null } as const;
  const note = { createdAt: at, doneAt: at, creditNote: `2026-C${serial}` };
  return { ...order, refunds: [...order.refunds, { id, ...drawRefund(order, wish), ...rest, ...note }] };
};

const taxesOf = (order: Parameters<typeof toCreditNotes>[0]) =>
  toCreditNotes(order).map(({ taxes }) => taxes);
const german: Rates = {
  standard: { rate: 1900, inclusive: true },
  reduced: { rate: 700, inclusive: true },
  zero: { rate: 0, inclusive: true },
};
const standard = (amount: number, quantity = 1): Goods => ({ category: "standard", quantity, amount });
const reduced = (amount: number): Goods => ({ category: "reduced", quantity: 1, amount });
const of = (rate: number, net: number, tax: number): TaxPart => ({ rate, net: euros(net), tax: euros(tax) });
const withoutRates = (order: Sold) => ({
  ...order,
  lines: order.lines.map(({ taxRate: _taxRate, ...line }) => line),
});

test("of one rate, each note has its tax, and the last one what is left to the order's", () => {
  let order = sold([standard(333, 3)], german, euros(0));
  expect(order.taxes).toEqual([of(1900, 839, 160)]);
  for (let unit = 0; unit < 3; unit += 1) order = refund(order, { lines: [{ sku: "S-0", quantity: 1 }] });
  // 53.17 each.
  expect(taxesOf(order)).toEqual([[of(1900, 280, 53)], [of(1900, 280, 53)], [of(1900, 279, 54)]]);
  expect(toCreditNotes(withoutRates(order))).toEqual(toCreditNotes(order));
});

test("where the tax came on top it goes back, too", () => {
  const texan: Rates = { ...german, standard: { rate: 825, inclusive: false } };
  const order = refund(sold([standard(1000)], texan, euros(490)), { shipping: true });
  expect(order.taxes).toEqual([of(825, 1490, 123)]);
  expect(taxesOf(order)).toEqual([[of(825, 490, 40)]]);
});

test("of several rates, units go back with their own, shipping with the highest, a sum with what is left of each", () => {
  const order = sold([reduced(1070), standard(1190)], german, euros(595));
  const book = refund(order, { lines: [{ sku: "S-0", quantity: 1 }], shipping: true });
  expect(taxesOf(book)).toEqual([[of(1900, 500, 95), of(700, 1000, 70)]]);
  expect(taxesOf(refund(order, { shipping: true }))).toEqual([[of(1900, 500, 95)]]);
  const half = sold([reduced(1000), standard(1000)], german, euros(0));
  const some = refund(refund(half, { amount: euros(200) }), { lines: [{ sku: "S-0", quantity: 1 }] });
  // Of the book 100 are gone by then: its price is 900 of its own rate, and 100 of the other.
  expect(taxesOf(some).map((taxes) => taxes?.map(({ net, tax }) => net.amount + tax.amount))).toEqual([
    [100, 100],
    [100, 900],
  ]);
  expect(taxesOf(withoutRates(book))).toEqual([undefined]);
});

test("a note's tax follows its number, and stays when an earlier refund is done after it", () => {
  const order = refund(sold([standard(333, 3)], german, euros(0)), { amount: euros(333) }, 10);
  const alone = refund({ ...order, refunds: [] }, { amount: euros(3) }, 9);
  const both = refund(order, { amount: euros(3) }, 9);
  expect(taxesOf(both)[1]).toEqual(taxesOf(alone)[0]);
});

/** Often the same, which some prices may include and others not. */
const rate = fc.oneof(fc.constantFrom(0, 1900), fc.integer({ min: 0, max: 10_000 }));
const tax = fc.record({ rate, inclusive: fc.boolean() });
const categories = fc.constantFrom<TaxCategory>("standard", "reduced", "zero");
const oneOfEach = (most: number) =>
  fc.record({
    category: categories,
    quantity: fc.integer({ min: 1, max: 4 }),
    amount: fc.oneof(fc.nat(300), fc.nat(most)),
  });
const wishes = fc.array(
  fc.record({
    kind: fc.constantFrom("unit", "sum", "shipping", "all"),
    line: fc.nat(3),
    millionths: fc.nat(1e6),
  }),
  { maxLength: 8 },
);
type Wish = typeof wishes extends fc.Arbitrary<(infer One)[]> ? One : never;

function toWish(order: Sold, { kind, line, millionths }: Wish): RefundWish {
  const { currency } = order.payment.captured;
  if (kind === "unit") return { lines: [{ sku: `S-${line % order.lines.length}`, quantity: 1 }] };
  if (kind === "sum") return { amount: { amount: Math.floor((leftOf(order) * millionths) / 1e6), currency } };
  return kind === "shipping" ? { shipping: true } : {};
}

/** What cannot be had any more is left out. */
function tried(order: Sold, wish: RefundWish): Sold {
  try {
    return refund(order, wish);
  } catch {
    return order;
  }
}

function sums(taxes: readonly TaxPart[], asked: number): [net: number, tax: number] {
  const own = taxes.filter((each) => each.rate === asked);
  return [sumOf(own.map(({ net }) => net.amount)), sumOf(own.map((each) => each.tax.amount))];
}

test.each([
  ["EUR", 100_000],
  ["JPY", 100_000],
  ["KWD", 10_000_000],
] as const)(
  `all credit notes of an order that is paid back give its taxes, and none changes by the next (%s, seed ${seed})`,
  (currency, most) => {
    const order = fc.record({
      goods: fc.array(oneOfEach(most), { minLength: 1, maxLength: 4 }),
      rates: fc.record({ standard: tax, reduced: tax, zero: tax }),
      shipping: fc.nat(2_000).map((amount) => ({ amount, currency })),
      off: fc.nat(1_000_000),
    });
    const property = fc.property(order, wishes, ({ goods, rates, shipping, off }, wanted) => {
      const subtotal = sumOf(goods.map(({ amount, quantity }) => amount * quantity));
      const whole = sold(goods, rates, shipping, Math.floor((subtotal * off) / 1_000_000));
      const asked = wanted.reduce((each, wish) => tried(each, toWish(each, wish)), whole);
      const { refunds } = tried(asked, {});
      const notes = toCreditNotes({ ...whole, refunds: refunds.filter(({ amount }) => amount.amount > 0) });
      for (const { amount, taxes = [] } of notes) {
        const parts = taxes.flatMap((each) => [each.net.amount, each.tax.amount]);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
        expect(sumOf(parts)).toBe(amount.amount);
      }
      const all = notes.flatMap(({ taxes = [] }) => taxes);
      for (const { rate: each, net, tax: given } of whole.taxes)
        expect(sums(all, each)).toEqual([net.amount, given.amount]);
      const earlier = toCreditNotes({ ...whole, refunds: refunds.slice(0, 2) });
      expect(toCreditNotes({ ...whole, refunds }).slice(0, 2)).toEqual(earlier);
    });
    fc.assert(property, { seed, numRuns: 1_000 });
  },
);
