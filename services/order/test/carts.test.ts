import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

test("a cart keeps its lines at today's prices", async () => {
  const alice = await shop.as();
  expect((await alice.getCart()).body).toMatchObject({ lines: [], total: euros(0), version: 0 });
  const { body } = await alice.addCartLine({ body: { sku: cover.sku, quantity: 2 } });
  expect(body).toMatchObject({ lines: [{ sku: cover.sku, quantity: 2 }], total: euros(3998), version: 1 });
  const changed = await alice.setCartLine({ params: { sku: cover.sku }, body: { quantity: 5 } });
  expect(changed.body.total).toEqual(euros(9995));
  const removed = await alice.setCartLine({ params: { sku: cover.sku }, body: { quantity: 0 } });
  expect(removed.body.lines).toEqual([]);
});

test("an unknown SKU is 404, a line that is not there too", async () => {
  const alice = await shop.as();
  const unknown = await alice.addCartLine({ body: { sku: "nothing", quantity: 1 } });
  expect(unknown.problem).toMatchObject({ status: 404, code: "cart.unknown_sku" });
  const absent = await alice.removeCartLine({ params: { sku: cover.sku } });
  expect(absent.problem).toMatchObject({ status: 404, code: "cart.line_not_found" });
});

test("20 clicks at once all count", async () => {
  const alice = await shop.as();
  await Promise.all(
    Array.from({ length: 20 }, () => alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } })),
  );
  expect((await alice.getCart()).body).toMatchObject({ lines: [{ quantity: 20 }], version: 20 });
});

test("40 clicks at once all count, and none is told that others were faster", async () => {
  const alice = await shop.as();
  const click = () => alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  const clicks = await Promise.all(Array.from({ length: 40 }, click));
  expect(new Set(clicks.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await alice.getCart()).body).toMatchObject({ lines: [{ quantity: 40 }], version: 40 });
});

test("carts of two people are two carts", async () => {
  const [alice, bob] = [await shop.as(), await shop.as()];
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  expect((await bob.getCart()).body.lines).toEqual([]);
});

test("a price or an unknown property in a line is refused", async () => {
  const alice = await shop.as();
  const refused = await alice.addCartLine({
    body: JSON.stringify({ sku: cover.sku, quantity: 1, unitPrice: 1 }),
  });
  expect(refused.problem).toMatchObject({ status: 400, code: "request.invalid" });
});

test("a stale If-Match is 412 and changes nothing", async () => {
  const alice = await shop.as();
  const { headers } = await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  const ifMatch = { "If-Match": headers.get("etag") ?? "" };
  expect((await alice.emptyCart({ headers: ifMatch })).status).toBe(200);
  expect((await alice.emptyCart({ headers: ifMatch })).status).toBe(412);
});

test("an order without lines takes the cart, and confirming it takes out what was ordered", async () => {
  const alice = await shop.as();
  const { lines: _lines, ...fromCart } = anOrder();
  const empty = await alice.placeOrder({ body: fromCart, headers: newKey() });
  expect(empty.problem).toMatchObject({ status: 409, code: "order.empty_cart" });

  await alice.addCartLine({ body: { sku: cover.sku, quantity: 2 } });
  const { body: order } = await alice.placeOrder({ body: fromCart, headers: newKey() });
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  await shop.confirmed(order.id);
  expect((await alice.getCart()).body.lines).toMatchObject([{ sku: cover.sku, quantity: 1 }]);
});

test("a product that was removed: the cart says so, the order names it alone, and without it the rest is bought", async () => {
  const gone = shop.sells({ productId: "gone" });
  const sku = shop.sells();
  const alice = await shop.as();
  await alice.addCartLine({ body: { sku, quantity: 2 } });
  await alice.addCartLine({ body: { sku: gone, quantity: 1 } });
  shop.catalog.withdraw(gone);
  const { body: cart } = await alice.getCart();
  expect(cart).toMatchObject({
    lines: [
      { sku, available: true },
      { sku: gone, available: false },
    ],
    subtotal: { amount: 3998 },
  });
  const { lines: _lines, ...fromCart } = anOrder();
  const buy = () => alice.placeOrder({ body: fromCart, headers: newKey() });
  const refused = await buy();
  expect(refused.problem).toMatchObject({ status: 409, code: "order.unavailable" });
  expect(refused.problem?.errors).toMatchObject([{ sku: gone }]);
  expect((await alice.removeCartLine({ params: { sku: gone } })).status).toBe(200);
  expect((await buy()).status).toBe(201);
});

test("a cart at yesterday's price is not 304: it is sent again at today's", async () => {
  const sku = shop.sells();
  const alice = await shop.as();
  await alice.addCartLine({ body: { sku, quantity: 2 } });
  const { headers } = await alice.getCart();
  const ifNoneMatch = { "If-None-Match": headers.get("etag") ?? "" };
  expect((await alice.getCart({ headers: ifNoneMatch })).status).toBe(304);
  shop.sells({ sku, price: euros(2499) });
  const today = await alice.getCart({ headers: ifNoneMatch });
  expect(today.status).toBe(200);
  expect(today.body.lines).toMatchObject([{ unitPrice: { amount: 2499 } }]);
});
