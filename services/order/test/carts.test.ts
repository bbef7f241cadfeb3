import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { anOrder, cover, newKey, startOrderService } from "./fixtures.ts";

test("a cart keeps its lines at today's prices", async () => {
  const shop = await startOrderService();
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
  const shop = await startOrderService();
  const alice = await shop.as();
  const unknown = await alice.addCartLine({ body: { sku: "nothing", quantity: 1 } });
  expect(unknown.problem).toMatchObject({ status: 404, code: "cart.unknown_sku" });
  const absent = await alice.removeCartLine({ params: { sku: cover.sku } });
  expect(absent.problem).toMatchObject({ status: 404, code: "cart.line_not_found" });
});

test("20 clicks at once all count", async () => {
  const shop = await startOrderService();
  const alice = await shop.as();
  await Promise.all(
    Array.from({ length: 20 }, () => alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } })),
  );
  expect((await alice.getCart()).body).toMatchObject({ lines: [{ quantity: 20 }], version: 20 });
});

test("carts of two people are two carts", async () => {
  const shop = await startOrderService();
  const [alice, bob] = [await shop.as(), await shop.as()];
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  expect((await bob.getCart()).body.lines).toEqual([]);
});

test("a price or an unknown property in a line is refused", async () => {
  const shop = await startOrderService();
  const alice = await shop.as();
  const refused = await alice.addCartLine({
    body: JSON.stringify({ sku: cover.sku, quantity: 1, unitPrice: 1 }),
  });
  expect(refused.problem).toMatchObject({ status: 400, code: "request.invalid" });
});

test("a stale If-Match is 412 and changes nothing", async () => {
  const shop = await startOrderService();
  const alice = await shop.as();
  const { headers } = await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  const ifMatch = { "If-Match": headers.get("etag") ?? "" };
  expect((await alice.emptyCart({ headers: ifMatch })).status).toBe(200);
  expect((await alice.emptyCart({ headers: ifMatch })).status).toBe(412);
});

test("an order without lines takes the cart, and confirming it takes out what was ordered", async () => {
  const shop = await startOrderService();
  const alice = await shop.as();
  const { lines: _lines, ...fromCart } = anOrder();
  const empty = await alice.placeOrder({ body: fromCart, headers: newKey() });
  expect(empty.problem).toMatchObject({ status: 409, code: "order.empty_cart" });

  await alice.addCartLine({ body: { sku: cover.sku, quantity: 2 } });
  const { body: order } = await alice.placeOrder({ body: fromCart, headers: newKey() });
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  await shop.hear("catalog.stock_reserved", { orderId: order.id, expiresAt: "2026-11-21T10:20:00.000Z" });
  await shop.settlePayment(order.id);
  await shop.hear("catalog.stock_committed", { orderId: order.id });
  await shop.settlePayment(order.id);
  expect((await alice.getCart()).body.lines).toMatchObject([{ sku: cover.sku, quantity: 1 }]);
});
