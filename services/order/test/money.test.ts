/** Large sums, free things, and totals that are not what somebody saw. */
import type { Quote } from "@shop/contracts/catalog/quotes";
import { euros, maxAmount } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const priced = (amount: number, sku = cover.sku): Quote => ({
  ...cover,
  sku,
  price: euros(amount),
  available: 1000,
});
const linesOf = (quantity: number, sku = cover.sku) => [{ sku, quantity }];

/** Each test offers what it is about at a price of its own. */
async function shopWith(...quotes: Quote[]) {
  shop.catalog.offer(...quotes);
  const alice = await shop.as();
  const order = (lines: { sku: string; quantity: number }[], more = {}) =>
    alice.placeOrder({ body: anOrder({ lines, ...more }), headers: newKey() });
  const confirm = async (orderId: string) => {
    await shop.confirmed(orderId);
    return (await alice.getOrder({ params: { id: orderId } })).body;
  };
  return { alice, order, confirm };
}

test.each([
  [2_147_483_648, 2],
  [100_000_000_000, 1],
  [60_000_000_000, 2],
  [2_000_000_000, 99],
  [(maxAmount - 490) / 30, 30],
])("%i × %i is ordered, paid and confirmed to the cent", async (amount, quantity) => {
  const { order, confirm } = await shopWith(priced(amount));
  const placed = await order(linesOf(quantity));
  expect(placed.status).toBe(201);
  const total = amount * quantity + 490;
  expect(placed.body).toMatchObject({ subtotal: euros(amount * quantity), total: euros(total) });
  const exactTax = (2n * BigInt(total) * 19n + 119n) / (2n * 119n);
  expect(placed.body.tax.amount).toBe(Number(exactTax));
  expect(await confirm(placed.body.id)).toMatchObject({
    status: "confirmed",
    payment: { captured: euros(total) },
  });
});

test.each([
  ["one line", [priced(100_000_000_000)], linesOf(11)],
  ["a line of the dearest things", [priced(maxAmount)], linesOf(99)],
  ["shipping on top", [priced(100_000_000_000)], linesOf(10)],
  [
    "several lines together",
    [priced(99_000_000_000, "A"), priced(99_000_000_000, "B")],
    [...linesOf(6, "A"), ...linesOf(6, "B")],
  ],
])(
  "a sum that is too large by %s is 409, the second time too, and leaves the key unused",
  async (_, quotes, lines) => {
    const { alice } = await shopWith(...quotes);
    const headers = newKey();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const refused = await alice.placeOrder({ body: anOrder({ lines }), headers });
      expect(refused.problem).toMatchObject({ status: 409, code: "order.too_large" });
    }
    const body = anOrder({ lines: lines.map(({ sku }) => ({ sku, quantity: 1 })).slice(0, 1) });
    const isOne = (quotes[0]?.price?.amount ?? 0) < maxAmount;
    expect((await alice.placeOrder({ body, headers })).status).toBe(isOne ? 201 : 409);
  },
);

test("what is too much money for an order does not go into the cart", async () => {
  const { alice } = await shopWith(priced(100_000_000_000));
  const add = (quantity: number) => alice.addCartLine({ body: { sku: cover.sku, quantity } });
  expect((await add(99)).problem).toMatchObject({ status: 409, code: "cart.too_large" });
  expect((await add(10)).body).toMatchObject({ total: euros(maxAmount) });
  expect((await add(1)).problem).toMatchObject({ status: 409, code: "cart.too_large" });
  const set = await alice.setCartLine({ params: { sku: cover.sku }, body: { quantity: 11 } });
  expect(set.problem).toMatchObject({ status: 409, code: "cart.too_large" });
  expect((await alice.getCart()).body.lines).toMatchObject([{ quantity: 10, available: true }]);
});

test("a price that makes a line too much money shows it as not available, and the rest can be bought", async () => {
  const { alice } = await shopWith(priced(1999), priced(500, "CHEAP"));
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 99 } });
  await alice.addCartLine({ body: { sku: "CHEAP", quantity: 1 } });
  shop.catalog.offer(priced(100_000_000_000));
  expect((await alice.getCart()).body).toMatchObject({
    lines: [
      { sku: cover.sku, lineTotal: null, available: false },
      { sku: "CHEAP", lineTotal: euros(500), available: true },
    ],
    total: euros(500),
  });
  const { lines: _lines, ...fromCart } = anOrder();
  const refused = await alice.placeOrder({ body: fromCart, headers: newKey() });
  expect(refused.problem).toMatchObject({ status: 409, code: "order.too_large" });
  const some = await alice.setCartLine({ params: { sku: cover.sku }, body: { quantity: 98 } });
  expect(some.body.lines).toMatchObject([{ quantity: 98, available: false }, { available: true }]);
  const less = await alice.setCartLine({ params: { sku: cover.sku }, body: { quantity: 1 } });
  expect(less.body.total).toEqual(euros(100_000_000_500));
  expect((await alice.placeOrder({ body: fromCart, headers: newKey() })).status).toBe(201);
});

test("the total that a client expects is compared: another one is 409 and says both", async () => {
  const { order } = await shopWith(priced(1999));
  const refused = await order(linesOf(1), { expectedTotal: euros(1999) });
  expect(refused.problem).toMatchObject({
    status: 409,
    code: "order.total_changed",
    expected: euros(1999),
    total: euros(2489),
  });
  const placed = await order(linesOf(1), { expectedTotal: euros(2489) });
  expect(placed.body.total).toEqual(euros(2489));
});

test.each([
  ["a fraction", { amount: 24.89, currency: "EUR" }],
  ["another currency", { amount: 2489, currency: "XXX" }],
  ["an unknown member", { amount: 2489, currency: "EUR", tax: 1 }],
])("an expected total with %s is 400", async (_, expectedTotal) => {
  const { alice } = await shopWith(priced(1999));
  const body = JSON.stringify({ ...anOrder(), expectedTotal });
  expect((await alice.placeOrder({ body, headers: newKey() })).problem).toMatchObject({
    status: 400,
    errors: [{ path: expect.stringMatching(/^expectedTotal\./) as string }],
  });
});

test("something that costs nothing is confirmed, and only shipping is captured", async () => {
  const { order, confirm } = await shopWith(priced(0));
  const { body } = await order(linesOf(1));
  expect(await confirm(body.id)).toMatchObject({
    status: "confirmed",
    subtotal: euros(0),
    total: euros(490),
    payment: { status: "captured", captured: euros(490) },
  });
});

test("the same goods in other lines cost the same", async () => {
  const { order } = await shopWith(
    priced(310, "ONE"),
    ...Array.from({ length: 10 }, (_, index) => priced(31, `TENTH-${index}`)),
  );
  const one = (await order(linesOf(1, "ONE"))).body;
  const ten = (
    await order(Array.from({ length: 10 }, (_, index) => ({ sku: `TENTH-${index}`, quantity: 1 })))
  ).body;
  const all = (await order(linesOf(10, "TENTH-0"))).body;
  for (const { subtotal, tax, total, lines } of [one, ten, all]) {
    expect({ subtotal, tax, total }).toEqual({ subtotal: euros(310), tax: euros(128), total: euros(800) });
    expect(lines.reduce((sum, { lineTotal }) => sum + lineTotal.amount, 0)).toBe(310);
  }
});
