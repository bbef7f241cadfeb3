/** Orders in each of the shop's currencies, whatever decimals it has. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Quote } from "@shop/contracts/catalog/quotes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aCover, anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY", "KWD"] });
});
afterAll(() => shop[Symbol.asyncDispose]());

/** A cover that costs so much in each of these. */
function sells(prices: Readonly<Record<string, number>>): Quote {
  const quote = aCover();
  for (const [currency, amount] of Object.entries(prices))
    shop.catalog.offer({ ...quote, price: { amount, currency } });
  return quote;
}
const everywhere = { EUR: 1999, JPY: 3200, KWD: 6789 };
const buy = async ({ sku }: Quote, more: object = {}) => {
  const alice = await shop.as();
  const body = JSON.stringify({ ...anOrder({ lines: [{ sku, quantity: 3 }] }), ...more });
  return { alice, answer: await alice.placeOrder({ body, headers: newKey() }) };
};

test.each([
  [undefined, "EUR", 1999, 490],
  ["EUR", "EUR", 1999, 490],
  ["JPY", "JPY", 3200, 800],
  ["KWD", "KWD", 6789, 1500],
])(
  "an order in %s is in whole minor units of it, from the price to what is captured and given back (R32)",
  async (currency, code, each, shipping) => {
    const { alice, answer } = await buy(sells(everywhere), { ...(currency && { currency }) });
    const order = answer.body;
    const money = (amount: number) => ({ amount, currency: code });
    expect(order).toMatchObject({
      lines: [{ unitPrice: money(each), lineTotal: money(3 * each), paid: money(3 * each) }],
      subtotal: money(3 * each),
      discount: money(0),
      shipping: money(shipping),
      total: money(3 * each + shipping),
      payment: { captured: money(0), refunded: money(0) },
    });
    await shop.confirmed(order.id);
    const params = { id: order.id };
    expect((await alice.getOrder({ params })).body.payment.captured).toEqual(order.total);
    await alice.cancelOrder({ params });
    await shop.untilTold(order.id, "payment.refunded");
    expect((await alice.getOrder({ params })).body.payment.refunded).toEqual(order.total);
  },
);

test("a coupon's percents are of whole yen", async () => {
  const staff = await shop.as("staff-1", "staff");
  await staff.createCoupon({ body: { code: "YEN-3", kind: "percent", value: 3 } });
  const { answer } = await buy(sells({ JPY: 50 }), { currency: "JPY", coupon: "yen-3" });
  expect(answer.body.discount).toEqual({ amount: 5, currency: "JPY" });
});

test("what has no price in the currency is 409 with its line, and never another currency's number", async () => {
  const { answer } = await buy(sells({ EUR: 1999 }), { currency: "JPY" });
  expect(answer.problem).toMatchObject({
    status: 409,
    code: "order.unavailable",
    errors: [{ path: "lines.0.sku", message: "is not on sale" }],
  });
});

test.each([
  [{ currency: "USD" }, "currency"],
  [{ currency: "eur" }, "currency"],
  [{ currency: "EURO" }, "currency"],
  [{ expectedTotal: { amount: 1, currency: "USD" } }, "expectedTotal.currency"],
])("%j is 400 with its place", async (more, path) => {
  const { answer } = await buy(sells(everywhere), more);
  expect(answer.problem).toMatchObject({ status: 400, code: "request.invalid", errors: [{ path }] });
});

test("the total is expected in its currency: as many of another are another total", async () => {
  const cover = sells(everywhere);
  const expecting = async (currency: string) =>
    (await buy(cover, { currency: "JPY", expectedTotal: { amount: 10_400, currency } })).answer;
  expect((await expecting("EUR")).problem).toMatchObject({
    status: 409,
    code: "order.total_changed",
    total: { amount: 10_400, currency: "JPY" },
  });
  expect((await expecting("JPY")).status).toBe(201);
});

test("a coupon over the goods and free shipping leave nothing to pay: confirmed, and nobody is asked for money (R28)", async () => {
  const [staff, admin] = [await shop.as("staff-1", "staff"), await shop.as("admin-1", "admin")];
  await staff.createCoupon({ body: { code: "ALL", kind: "percent", value: 100, totalLimit: 2 } });
  const body = {
    id: "pickup",
    name: "Pick up",
    zones: [{ countries: ["DE"] }],
    prices: [{ price: { amount: 0, currency: "EUR" } }],
    days: { min: 0, max: 0 },
  };
  await admin.createShippingMethod({ body });
  const { alice, answer } = await buy(sells(everywhere), { coupon: "all", shippingMethod: "pickup" });
  const order = answer.body;
  const nothing = { amount: 0, currency: "EUR" };
  expect(order).toMatchObject({ total: nothing, tax: nothing, taxes: [], payment: { status: "captured" } });
  await shop.reserve(order.id);
  await shop.untilIs(order.id, "committing");
  await shop.catalogSays(catalogEvents.stockCommitted, { orderId: order.id });
  await shop.untilTold(order.id, "order.confirmed");
  const params = { id: order.id };
  const read = await alice.getOrder({ params });
  expect(read.body).toMatchObject({
    status: "confirmed",
    payment: { status: "captured", captured: nothing, refunded: nothing },
  });
  expect(await shop.announced(order.id)).toEqual([
    "order.placed",
    "order.payment_authorised",
    "order.confirmed",
  ]);
  await alice.cancelOrder({ params });
  const cancelled = (await alice.getOrder({ params })).body;
  expect(cancelled).toMatchObject({
    status: "cancelled",
    payment: { status: "captured", captured: nothing },
  });
  expect((await shop.owed(order.id)).map(({ kind }) => kind)).not.toContain("return_money");
  const charges = await fetch(`${shop.provider.url}/charges?orderId=${order.id}`);
  expect(await charges.json()).toMatchObject({ items: [] });
});

test("a cart is ordered in its own currency, and in no other", async () => {
  const { sku } = sells(everywhere);
  const alice = await shop.as();
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  await alice.setCartCurrency({ body: { currency: "JPY" } });
  const order = (more: object) =>
    alice.placeOrder({
      body: JSON.stringify({ ...anOrder(), lines: undefined, ...more }),
      headers: newKey(),
    });
  expect((await order({ currency: "EUR" })).problem).toMatchObject({
    status: 400,
    errors: [{ path: "currency" }],
  });
  expect((await order({})).body.subtotal).toEqual({ amount: 3200, currency: "JPY" });
});
