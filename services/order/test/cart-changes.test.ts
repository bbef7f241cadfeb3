/** A cart between two visits: what is different is said, and what nobody comes back for is forgotten. */
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cartCollection } from "../src/carts/cart-store.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
});
afterAll(() => shop[Symbol.asyncDispose]());

const yen = (amount: number) => ({ amount, currency: "JPY" });

test("a price that rose is said with both prices on every visit, until the customer changes the cart", async () => {
  const sku = shop.sells();
  const alice = await shop.as();
  const { body: first } = await alice.addCartLine({ body: { sku, quantity: 1 } });
  expect(first.changes).toEqual([]);
  shop.sells({ sku, price: euros(2499) });
  const change = { sku, type: "price_up", from: euros(1999), to: euros(2499) };
  for (let visit = 0; visit < 2; visit += 1)
    expect((await alice.getCart()).body).toMatchObject({ changes: [change], total: euros(2499), version: 1 });
  const { body: changed } = await alice.setCartLine({ params: { sku }, body: { quantity: 2 } });
  expect(changed.changes).toEqual([change]);
  expect((await alice.getCart()).body.changes).toEqual([]);
});

test("fewer left, sold out, gone and back again are said", async () => {
  const sku = shop.sells({ available: 9 });
  const alice = await shop.as();
  await alice.addCartLine({ body: { sku, quantity: 5 } });
  const said = async () => (await alice.getCart()).body.changes.map(({ type }) => type);
  shop.sells({ sku, available: 4 });
  expect(await said()).toEqual(["fewer_left"]);
  shop.sells({ sku, available: 0 });
  expect(await said()).toEqual(["sold_out"]);
  shop.catalog.withdraw(sku);
  expect(await said()).toEqual(["not_on_sale"]);
  await alice.removeCartCoupon();
  expect(await said()).toEqual([]);
  shop.sells({ sku, available: 9 });
  expect(await said()).toEqual(["available_again"]);
});

test("in another currency the cart has today's prices in it, and says which lines have none", async () => {
  const [sku, onlyEuros] = [shop.sells(), shop.sells()];
  shop.catalog.price(sku, yen(3000));
  const alice = await shop.as();
  await alice.addCartLine({ body: { sku, quantity: 2 } });
  await alice.addCartLine({ body: { sku: onlyEuros, quantity: 1 } });
  const { body } = await alice.setCartCurrency({ body: { currency: "JPY" } });
  expect(body).toMatchObject({
    currency: "JPY",
    lines: [
      { sku, unitPrice: yen(3000), lineTotal: yen(6000), available: true },
      { sku: onlyEuros, unitPrice: null, lineTotal: null, available: false },
    ],
    total: yen(6000),
    version: 3,
  });
  expect((await alice.getCart()).body.total).toEqual(yen(6000));
  const refused = await alice.addCartLine({ body: { sku: onlyEuros, quantity: 1 } });
  expect(refused.problem).toMatchObject({ status: 404, code: "cart.unknown_sku" });
  expect((await alice.setCartCurrency({ body: { currency: "EUR" } })).body.total).toEqual(euros(5997));
});

test.each(["USD", "eur", "EURO", ""])(
  "a cart in %j is 400: the shop does not sell in it",
  async (currency) => {
    const alice = await shop.as();
    const { problem } = await alice.setCartCurrency({ body: { currency } });
    expect(problem).toMatchObject({ status: 400, code: "request.invalid", errors: [{ path: "currency" }] });
  },
);

test("a stale If-Match keeps the currency", async () => {
  const alice = await shop.as();
  const { headers } = await alice.setCartCurrency({ body: { currency: "JPY" } });
  const ifMatch = { "If-Match": headers.get("etag") ?? "" };
  await alice.emptyCart();
  expect((await alice.setCartCurrency({ body: { currency: "EUR" }, headers: ifMatch })).status).toBe(412);
  expect((await alice.getCart()).body.currency).toBe("JPY");
});

test("a cart of 100 lines is one question to the catalog, in its currency", async () => {
  const alice = await shop.as();
  await alice.setCartCurrency({ body: { currency: "JPY" } });
  for (let count = 0; count < 100; count += 1) {
    const sku = shop.sells();
    shop.catalog.price(sku, yen(100));
    await alice.addCartLine({ body: { sku, quantity: 1 } });
  }
  const before = shop.catalog.asked.length;
  expect((await alice.getCart()).body.total).toEqual(yen(10_000));
  const asked = shop.catalog.asked.slice(before);
  expect(asked.map(({ skus, currency }) => [skus.length, currency])).toEqual([[100, "JPY"]]);
  const more = await alice.addCartLine({ body: { sku: shop.sells(), quantity: 1 } });
  expect(more.status).toBe(404);
});

test("a cart that nobody touches for 90 days is forgotten, and every change begins them anew", async () => {
  const sku = shop.sells();
  const alice = await shop.as("forgetful");
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  const carts = shop.connection.collection<{ _id: string; updatedAt: Date }>(cartCollection.name);
  const ttl = (await carts.indexes()).find(({ name }) => name === "ttl");
  expect(ttl).toMatchObject({ key: { updatedAt: 1 }, expireAfterSeconds: 90 * 24 * 60 * 60 });
  await carts.updateOne({ _id: "forgetful" }, { $set: { updatedAt: new Date(0) } });
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  const row = await carts.findOne({ _id: "forgetful" });
  expect(Date.now() - (row?.updatedAt.getTime() ?? 0)).toBeLessThan(60_000);
});

test("a cart that ends in a cancelled order is as it was, with its currency", async () => {
  const sku = shop.sells();
  const alice = await shop.as();
  const { body: before } = await alice.addCartLine({ body: { sku, quantity: 2 } });
  const { lines: _lines, ...fromCart } = anOrder();
  const { body: order } = await alice.placeOrder({ body: fromCart, headers: newKey() });
  await alice.cancelOrder({ params: { id: order.id } });
  expect((await alice.getCart()).body).toEqual(before);
});
