/** A cart is bought once, as it was when its owner looked at it. */
import { collectionOf } from "@shop/kit/mongo/collections";
import { expect, test } from "vitest";
import { advanceOrder } from "../src/orders/advance-order.ts";
import { cancelled, timedOut } from "../src/orders/transitions/ending.ts";
import { authorisationFailed, declined } from "../src/orders/transitions/payment.ts";
import { anOrder, cover, newKey, startOrderService } from "./fixtures.ts";

type Shop = Awaited<ReturnType<typeof startOrderService>>;
type CartRow = { _id: string; inCheckout?: string };

const { lines: _lines, ...fromCart } = anOrder();

async function withCart(options: Parameters<typeof startOrderService>[0] = {}) {
  const shop = await startOrderService(options);
  const alice = await shop.as("alice");
  const { headers } = await alice.addCartLine({ body: { sku: cover.sku, quantity: 2 } });
  const buy = (more: Record<string, string> = {}) =>
    alice.placeOrder({ body: fromCart, headers: { ...newKey(), ...more } });
  const mark = async () =>
    (await collectionOf<CartRow>(shop.connection, "carts").findOne({ _id: "alice" }))?.inCheckout;
  return { shop, alice, buy, mark, etag: headers.get("etag") ?? "" };
}

async function confirm(shop: Shop, orderId: string): Promise<void> {
  await shop.hear("catalog.stock_reserved", { orderId, expiresAt: "2026-11-21T10:20:00.000Z" });
  await shop.settlePayment(orderId);
  await shop.hear("catalog.stock_committed", { orderId });
  await shop.settlePayment(orderId);
}

test("a second order from the cart is 409 and leads to the first one", async () => {
  const { buy, mark } = await withCart();
  const { body: order } = await buy();
  const second = await buy();
  expect(second.problem).toMatchObject({ status: 409, code: "cart.in_checkout", orderId: order.id });
  expect(second.headers.get("location")).toBe(`/orders/${order.id}`);
  expect(second.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  expect(await mark()).toBe(order.id);
});

test("50 orders at once from one cart under 50 keys make one order", async () => {
  const { alice, buy } = await withCart();
  const answers = await Promise.all(Array.from({ length: 50 }, () => buy()));
  const placed = answers.filter(({ status }) => status === 201);
  expect(placed).toHaveLength(1);
  const refused = answers.filter(({ problem }) => problem?.code === "cart.in_checkout");
  expect(refused).toHaveLength(49);
  expect(new Set(refused.map(({ headers }) => headers.get("location")))).toEqual(
    new Set([`/orders/${placed[0]?.body.id}`]),
  );
  expect((await alice.listOrders()).body.items).toHaveLength(1);
});

test("the same key is a repetition, not a second order", async () => {
  const { buy } = await withCart();
  const key = newKey();
  const first = await buy(key);
  const again = await buy(key);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(again.body).toEqual(first.body);
});

test("lines of their own are ordered whatever happens to the cart", async () => {
  const { alice, buy, mark } = await withCart();
  const { body: first } = await buy();
  expect((await alice.placeOrder({ body: anOrder(), headers: newKey() })).status).toBe(201);
  expect(await mark()).toBe(first.id);
});

test.each([
  ["the customer", (shop: Shop, orderId: string) => cancelAs(shop, orderId, "customer")],
  ["staff", (shop: Shop, orderId: string) => cancelAs(shop, orderId, "staff")],
  [
    "too little stock",
    (shop: Shop, orderId: string) => shop.hear("catalog.stock_rejected", { orderId, skus: [] }),
  ],
  [
    "the deadline",
    (shop: Shop, orderId: string) => advanceOrder(shop.deps, { orderId, transition: timedOut, told: {} }),
  ],
  [
    "a declined card",
    async (shop: Shop, orderId: string) => {
      await shop.hear("catalog.stock_reserved", { orderId, expiresAt: "2026-11-21T10:20:00.000Z" });
      await advanceOrder(shop.deps, { orderId, transition: declined, told: { reason: "no" } });
    },
  ],
  [
    "a payment that failed",
    async (shop: Shop, orderId: string) => {
      await shop.hear("catalog.stock_reserved", { orderId, expiresAt: "2026-11-21T10:20:00.000Z" });
      await advanceOrder(shop.deps, { orderId, transition: authorisationFailed, told: {} });
    },
  ],
])("after an order that %s ended, the cart is as it was and can be ordered again", async (_, end) => {
  const { shop, alice, buy, mark } = await withCart();
  const before = (await alice.getCart()).body;
  const { body: order } = await buy();
  await end(shop, order.id);
  expect((await alice.getOrder({ params: { id: order.id } })).body.status).toBe("cancelled");
  expect(await mark()).toBeUndefined();
  expect((await alice.getCart()).body).toEqual(before);
  expect((await buy()).status).toBe(201);
});

const cancelAs = (shop: Shop, orderId: string, by: "customer" | "staff") =>
  advanceOrder(shop.deps, { orderId, transition: cancelled, told: { by } });

test("when the order is confirmed, what was bought is gone and what was added meanwhile can be bought", async () => {
  const { shop, alice, buy, mark } = await withCart();
  const { body: order } = await buy();
  const added = await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  expect(added.body.lines).toMatchObject([{ quantity: 3 }]);
  expect(await mark()).toBe(order.id);
  await confirm(shop, order.id);
  expect(await mark()).toBeUndefined();
  const { body: next } = await buy();
  expect(next.lines).toMatchObject([{ sku: cover.sku, quantity: 1 }]);
});

test("cancelling a confirmed order leaves the checkout of the next one alone", async () => {
  const { shop, alice, buy, mark } = await withCart();
  const { body: first } = await buy();
  await confirm(shop, first.id);
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  const { body: second } = await buy();
  await alice.cancelOrder({ params: { id: first.id } });
  expect(await mark()).toBe(second.id);
});

test.each([
  ["is gone", async (_shop: Shop, _orderId: string) => "no-such-order"],
  [
    "has ended",
    async (shop: Shop, orderId: string) => {
      await shop.hear("catalog.stock_rejected", { orderId, skus: [] });
      return orderId;
    },
  ],
])("a mark left behind by an order that %s keeps nobody from buying", async (_, leave) => {
  const { shop, buy, mark } = await withCart();
  const { body: first } = await buy();
  const inCheckout = await leave(shop, first.id);
  const carts = collectionOf<CartRow>(shop.connection, "carts");
  await carts.updateOne({ _id: "alice" }, { $set: { inCheckout } });
  const { body: second } = await buy();
  expect(await mark()).toBe(second.id);
});

test("a refused order leaves no mark", async () => {
  const { alice, buy, mark } = await withCart({ quotes: [{ ...cover, available: 1 }] });
  expect((await buy()).problem).toMatchObject({ code: "order.unavailable" });
  expect(await mark()).toBeUndefined();
  await alice.setCartLine({ params: { sku: cover.sku }, body: { quantity: 1 } });
  expect((await buy()).status).toBe(201);
});

test("an If-Match that is not the cart's newest ETag is 412, and nothing is ordered", async () => {
  const { alice, buy, etag } = await withCart();
  const { headers } = await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  expect((await buy({ "If-Match": etag })).status).toBe(412);
  expect((await alice.listOrders()).body.items).toEqual([]);
  expect((await buy({ "If-Match": headers.get("etag") ?? "" })).status).toBe(201);
});

test("a cart that changes while it is being ordered is judged again: 412, or bought as it is now", async () => {
  const { shop, alice, buy, etag } = await withCart();
  let isFirst = true;
  const { catalog } = shop.deps;
  const find = catalog.quotesOf.bind(catalog);
  Object.assign(catalog, {
    quotesOf: async (skus: string[]) => {
      const quotes = await find(skus);
      const adds = isFirst;
      isFirst = false;
      if (adds) await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
      return quotes;
    },
  });
  expect((await buy({ "If-Match": etag })).status).toBe(412);
  isFirst = true;
  expect((await buy()).body.lines).toMatchObject([{ sku: cover.sku, quantity: 4 }]);
});

test("If-Match is the cart's: an order with lines does not look at it", async () => {
  const { alice } = await withCart();
  const headers = { ...newKey(), "If-Match": '"77"' };
  expect((await alice.placeOrder({ body: anOrder(), headers })).status).toBe(201);
});

test("a key whose answer is forgotten still answers its order, though the cart is empty by now", async () => {
  const { shop, alice, buy } = await withCart();
  const key = newKey();
  const { body: order } = await buy(key);
  await confirm(shop, order.id);
  const dayAgo = new Date(Date.now() - 25 * 60 * 60_000);
  await collectionOf<{ _id: string }>(shop.connection, "orders").updateOne(
    { _id: order.id },
    { $set: { createdAt: dayAgo, ownedUntil: dayAgo } },
  );
  const late = await buy(key);
  expect(late.status).toBe(201);
  expect(late.headers.get("idempotency-replayed")).toBe("true");
  expect(late.body).toMatchObject({ id: order.id, status: "confirmed" });
  expect((await alice.listOrders()).body.items).toHaveLength(1);
});

test("a product that was removed: the cart says so, the order names it alone, and without it the rest is bought", async () => {
  const gone = { ...cover, sku: "GONE-1", productId: "gone" };
  const quotes = [cover, gone];
  const { alice, buy } = await withCart({ quotes });
  await alice.addCartLine({ body: { sku: gone.sku, quantity: 1 } });
  quotes.pop();
  const { body: cart } = await alice.getCart();
  expect(cart).toMatchObject({
    lines: [
      { sku: cover.sku, available: true },
      { sku: gone.sku, available: false },
    ],
    subtotal: { amount: 3998 },
  });
  const refused = await buy();
  expect(refused.problem).toMatchObject({ status: 409, code: "order.unavailable" });
  expect(refused.problem?.errors?.map(({ sku }) => sku)).toEqual([gone.sku]);
  expect((await alice.removeCartLine({ params: { sku: gone.sku } })).status).toBe(200);
  expect((await buy()).status).toBe(201);
});

test("a cart at yesterday's price is not 304: it is sent again at today's", async () => {
  const quotes = [cover];
  const { alice } = await withCart({ quotes });
  const { headers } = await alice.getCart();
  const ifNoneMatch = { "If-None-Match": headers.get("etag") ?? "" };
  expect((await alice.getCart({ headers: ifNoneMatch })).status).toBe(304);
  quotes[0] = { ...cover, price: { amount: 2499, currency: "EUR" } };
  const today = await alice.getCart({ headers: ifNoneMatch });
  expect(today.status).toBe(200);
  expect(today.body.lines).toMatchObject([{ unitPrice: { amount: 2499 } }]);
});
