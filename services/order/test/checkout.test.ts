/** A cart is bought once, as it was when its owner looked at it. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Quote } from "@shop/contracts/catalog/quotes";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aCover, anOrder, longAgo, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const { lines: _lines, ...fromCart } = anOrder();

/** Alice has two of something in her cart that nobody else buys, and pays with a card of which `token` says what it does. */
async function withCart({ token = "tok_ok", ...changes }: Partial<Quote> & { token?: string } = {}) {
  const cover = aCover(changes);
  shop.catalog.offer(cover);
  const aliceId = randomUUID();
  const alice = await shop.as(aliceId);
  const { headers } = await alice.addCartLine({ body: { sku: cover.sku, quantity: 2 } });
  const body = { ...fromCart, payment: { method: "card", token } } as const;
  const buy = (more: Record<string, string> = {}) =>
    alice.placeOrder({ body, headers: { ...newKey(), ...more } });
  const mark = async () => (await shop.carts.findOne({ _id: aliceId }))?.inCheckout;
  return { cover, aliceId, alice, buy, mark, etag: headers.get("etag") ?? "" };
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

type Cart = Awaited<ReturnType<typeof withCart>>;

test.each<[string, string, (orderId: string, cart: Cart) => Promise<unknown>]>([
  ["the customer", "tok_ok", (id, { alice }) => alice.cancelOrder({ params: { id } })],
  ["staff", "tok_ok", async (id) => (await shop.as(randomUUID(), "staff")).cancelOrder({ params: { id } })],
  [
    "too little stock",
    "tok_ok",
    (orderId) => shop.catalogSays(catalogEvents.stockRejected, { orderId, skus: [] }),
  ],
  [
    "the deadline",
    "tok_ok",
    async (orderId) => {
      await shop.setOwed(orderId, "deadline", { dueAt: longAgo });
      await shop.restart();
    },
  ],
  ["a declined card", "tok_declined", (orderId) => shop.reserve(orderId)],
  [
    "a payment that failed",
    "tok_error",
    async (orderId) => {
      await shop.reserve(orderId);
      await shop.untilTold(orderId, "payment.unknown");
      await shop.setOwed(orderId, "authorise", { giveUpAt: longAgo });
    },
  ],
])("after an order that %s ended, the cart is as it was and can be ordered again", async (_, token, end) => {
  const cart = await withCart({ token });
  const { alice, buy, mark } = cart;
  const before = (await alice.getCart()).body;
  const { body: order } = await buy();
  await end(order.id, cart);
  await shop.untilTold(order.id, "order.cancelled");
  expect((await alice.getOrder({ params: { id: order.id } })).body.status).toBe("cancelled");
  await until(async () => (await mark()) === undefined);
  expect((await alice.getCart()).body).toEqual(before);
  expect((await buy()).status).toBe(201);
});

test("when the order is confirmed, what was bought is gone and what was added meanwhile can be bought", async () => {
  const { cover, alice, buy, mark } = await withCart();
  const { body: order } = await buy();
  const added = await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  expect(added.body.lines).toMatchObject([{ quantity: 3 }]);
  expect(await mark()).toBe(order.id);
  await shop.confirmed(order.id);
  expect(await mark()).toBeUndefined();
  const { body: next } = await buy();
  expect(next.lines).toMatchObject([{ sku: cover.sku, quantity: 1 }]);
});

test("cancelling a confirmed order leaves the checkout of the next one alone", async () => {
  const { cover, alice, buy, mark } = await withCart();
  const { body: first } = await buy();
  await shop.confirmed(first.id);
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  const { body: second } = await buy();
  await alice.cancelOrder({ params: { id: first.id } });
  expect(await mark()).toBe(second.id);
});

test.each([
  ["is gone", async (_orderId: string) => "no-such-order"],
  [
    "has ended",
    async (orderId: string) => {
      await shop.catalogSays(catalogEvents.stockRejected, { orderId, skus: [] });
      await shop.untilTold(orderId, "order.cancelled");
      return orderId;
    },
  ],
])("a mark left behind by an order that %s keeps nobody from buying", async (_, leave) => {
  const { aliceId, buy, mark } = await withCart();
  const { body: first } = await buy();
  const inCheckout = await leave(first.id);
  if (inCheckout === first.id) await until(async () => (await mark()) === undefined);
  await shop.carts.updateOne({ _id: aliceId }, { $set: { inCheckout } });
  const { body: second } = await buy();
  expect(await mark()).toBe(second.id);
});

test("a refused order leaves no mark", async () => {
  const { cover, alice, buy, mark } = await withCart({ available: 1 });
  expect((await buy()).problem).toMatchObject({ code: "order.unavailable" });
  expect(await mark()).toBeUndefined();
  await alice.setCartLine({ params: { sku: cover.sku }, body: { quantity: 1 } });
  expect((await buy()).status).toBe(201);
});

test("an If-Match that is not the cart's newest ETag is 412, and nothing is ordered", async () => {
  const { cover, alice, buy, etag } = await withCart();
  const { headers } = await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  expect((await buy({ "If-Match": etag })).status).toBe(412);
  expect((await alice.listOrders()).body.items).toEqual([]);
  expect((await buy({ "If-Match": headers.get("etag") ?? "" })).status).toBe(201);
});

test("a cart that changes while it is being ordered is judged again: 412, or bought as it is now", async () => {
  const { cover, alice, buy, etag } = await withCart();
  let isFirst = true;
  shop.catalog.whileAsked(cover.sku, async () => {
    const adds = isFirst;
    isFirst = false;
    if (adds) await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
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
  const { alice, buy } = await withCart();
  const key = newKey();
  const { body: order } = await buy(key);
  await shop.confirmed(order.id);
  const dayAgo = new Date(Date.now() - 25 * 60 * 60_000);
  await shop.orders.updateOne({ _id: order.id }, { $set: { createdAt: dayAgo, ownedUntil: dayAgo } });
  const late = await buy(key);
  expect(late.status).toBe(201);
  expect(late.headers.get("idempotency-replayed")).toBe("true");
  expect(late.body).toMatchObject({ id: order.id, status: "confirmed" });
  expect((await alice.listOrders()).body.items).toHaveLength(1);
});
