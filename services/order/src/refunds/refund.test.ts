import type { Money } from "@shop/contracts/language/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawRefund, isLive, leftOf, priceOfUnit, sumOf, type Refund, type Refundable } from "./refund.ts";

const seed = Math.floor(Math.random() * 2 ** 31);
const currencies = ["EUR", "JPY", "KWD"] as const;

const lineOf = (currency: string) =>
  fc.record({
    sku: fc.uuid(),
    quantity: fc.integer({ min: 1, max: 12 }),
    paid: fc
      .oneof(fc.nat(300), fc.integer({ min: 0, max: 10 ** 9 }))
      .map((amount): Money => ({ amount, currency })),
  });

const orderOf = (currency: string): fc.Arbitrary<Refundable> =>
  fc
    .record({ lines: fc.array(lineOf(currency), { minLength: 1, maxLength: 3 }), shipping: fc.nat(2_000) })
    .map(({ lines, shipping }) => {
      const total = lines.reduce((sum, { paid }) => sum + paid.amount, shipping);
      return {
        lines,
        shippingPaid: { amount: shipping, currency },
        payment: { captured: { amount: total, currency } },
        refunds: [],
      };
    });

const settled = { restock: false, reason: null, createdAt: new Date(0), doneAt: null } as const;

function refund(
  order: Refundable,
  wish: Parameters<typeof drawRefund>[1],
  status: Refund["status"] = "done",
) {
  const id = `${order.refunds.length}`;
  const made: Refund = {
    id,
    ...drawRefund(order, wish),
    ...settled,
    status,
    restockedAt: null,
    creditNote: null,
  };
  return { ...order, refunds: [...order.refunds, made] };
}

const unitsIn = ({ lines }: Refundable) =>
  lines.flatMap(({ sku, quantity }) => Array.from({ length: quantity }, () => ({ sku, quantity: 1 })));

test.each(currencies)(
  `1,000 orders that are refunded unit by unit, in any order, get back what was paid for the goods (%s, seed ${seed})`,
  (currency) => {
    const property = fc.property(orderOf(currency), fc.infiniteStream(fc.nat()), (order, chance) => {
      let after = order;
      const units = unitsIn(order);
      while (units.length > 0) {
        const [unit] = units.splice((chance.next().value ?? 0) % units.length, 1);
        after = refund(after, { lines: unit ? [unit] : [] });
      }
      for (const { sku, paid } of order.lines) {
        const amounts = after.refunds.flatMap(({ lines }) => lines.filter((line) => line.sku === sku));
        expect(amounts.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(paid.amount);
      }
      expect(leftOf(after)).toBe(order.shippingPaid.amount);
    });
    fc.assert(property, { seed, numRuns: 1_000 });
  },
);

test.each(currencies)(
  `1,000 orders that are refunded line by line and then all that is left get back what was paid (%s, seed ${seed})`,
  (currency) => {
    const property = fc.property(orderOf(currency), fc.nat(3), fc.nat(500), (order, count, sum) => {
      let after = order;
      for (const { sku, quantity } of order.lines.slice(0, count))
        after = refund(after, { lines: [{ sku, quantity }] });
      const part = Math.min(sum, leftOf(after));
      if (part > 0) after = refund(after, { amount: { amount: part, currency } });
      if (leftOf(after) > 0) after = refund(after, {});
      expect(leftOf(after)).toBe(0);
      expect(sumOf(after.refunds, isLive)).toBe(order.payment.captured.amount);
      const last = after.refunds.at(-1);
      const parts = last?.lines.reduce((all, { amount }) => all + amount.amount, last.shipping.amount) ?? 0;
      if (last && last.lines.length > 0) expect(parts).toBe(last.amount.amount);
    });
    fc.assert(property, { seed, numRuns: 1_000 });
  },
);

test(`a unit costs the same whichever refunds before it failed (seed ${seed})`, () => {
  fc.assert(
    fc.property(orderOf("EUR"), fc.infiniteStream(fc.boolean()), (order, failed) => {
      let after = order;
      for (let tries = 0; unitsLeft(after).length > 0 && tries < 1_000; tries += 1)
        after = refund(
          after,
          { lines: unitsLeft(after).slice(0, 1) },
          failed.next().value ? "failed" : "done",
        );
      const costs = order.lines.flatMap(({ sku, quantity, paid }) =>
        linesOf(after, sku).map(({ amount, units }) => [
          amount.amount,
          priceOfUnit(paid.amount, quantity, units[0] ?? -1),
        ]),
      );
      expect(costs.map(([cost]) => cost)).toEqual(costs.map(([, fixed]) => fixed));
    }),
    { seed, numRuns: 100 },
  );
});

const linesOf = ({ refunds }: Refundable, sku: string) =>
  refunds.flatMap(({ lines }) => lines).filter((line) => line.sku === sku);

const unitsLeft = (order: Refundable) => {
  const gone = order.refunds.filter(isLive).flatMap(({ lines }) => lines.map(({ sku }) => sku));
  return unitsIn(order).filter(({ sku }, index, all) => {
    const earlier = all.slice(0, index).filter((unit) => unit.sku === sku).length;
    return earlier >= gone.filter((each) => each === sku).length;
  });
};

test("the first units of a line carry what does not divide", () => {
  expect([0, 1, 2].map((unit) => priceOfUnit(1000, 3, unit))).toEqual([334, 333, 333]);
  expect([0, 1, 2].map((unit) => priceOfUnit(1, 3, unit))).toEqual([1, 0, 0]);
});
