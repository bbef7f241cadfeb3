/** Signing in with a full cart: what the guest had is the customer's. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { orderApi } from "@shop/contracts/order/api";
import { createClient, startServer } from "@shop/testing/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { visit } from "./a-visit.ts";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
});
afterAll(() => shop[Symbol.asyncDispose]());

const { lines: _lines, ...fromCart } = anOrder();

test("the guest's lines and orders become the customer's, once however often it is asked", async () => {
  const { guest, alice, guestToken, guestId, id } = await visit(shop);
  const sku = shop.sells();
  const { body: order } = await guest.placeOrder({ body: anOrder(), headers: newKey() });
  await guest.addCartLine({ body: { sku, quantity: 2 } });
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });

  const first = await alice.claimCart({ body: { guestToken } });
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({ notTaken: [], version: 3, total: euros(4 * 1999) });
  expect(first.body.lines.map((line) => [line.sku, line.quantity])).toEqual([
    [sku, 3],
    [cover.sku, 1],
  ]);
  expect(first.headers.get("etag")).toMatch(/^"3-/);
  const again = await alice.claimCart({ body: { guestToken } });
  expect(again.body).toMatchObject({ version: 3, lines: first.body.lines, notTaken: [] });

  expect((await guest.getCart()).body.lines).toEqual([]);
  expect((await alice.getOrder({ params: { id: order.id } })).body.version).toBe(order.version + 1);
  expect((await guest.getOrder({ params: { id: order.id } })).status).toBe(404);
  const { body: mine } = await alice.listOrders();
  expect(mine.items.map((each) => each.id)).toEqual([order.id]);
  const { body: timeline } = await alice.getTimeline({ params: { id: order.id } });
  expect(timeline.items.map(({ type }) => type)).toEqual(["order.placed", "order.claimed"]);
  expect(await shop.orders.findOne({ _id: order.id })).toMatchObject({ placedBy: guestId, customerId: id });
});

test("20 claims at once add the lines once", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  const sku = shop.sells();
  await guest.addCartLine({ body: { sku, quantity: 3 } });
  const { body: order } = await guest.placeOrder({ body: anOrder(), headers: newKey() });
  const claims = Array.from({ length: 20 }, () => alice.claimCart({ body: { guestToken } }));
  expect(new Set((await Promise.all(claims)).map(({ status }) => status))).toEqual(new Set([200]));
  expect((await alice.getCart()).body.lines).toMatchObject([{ sku, quantity: 3 }]);
  const row = await shop.orders.findOne({ _id: order.id });
  expect(row?.timeline.filter(({ type }) => type === "order.claimed")).toHaveLength(1);
});

test("two customers with one guest's token, in two processes: one of them gets it all", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  await using replica = await shop.replica();
  await using server = await startServer((request, response) => replica.http(request, response));
  const token = await shop.tokens.tokenFor({ id: randomUUID(), role: "customer" });
  const bob = createClient(server.url, orderApi, { token });
  const sku = shop.sells();
  await guest.addCartLine({ body: { sku, quantity: 3 } });
  await Promise.all([alice, bob].map((customer) => customer.claimCart({ body: { guestToken } })));
  const carts = await Promise.all(
    [alice, bob].map(async (customer) => (await customer.getCart()).body.lines),
  );
  expect(carts.flat()).toMatchObject([{ sku, quantity: 3 }]);
});

test("what does not fit is named: 99 of one SKU, 100 lines", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  const [sku, extra] = [shop.sells({ available: 500 }), shop.sells()];
  await alice.addCartLine({ body: { sku, quantity: 60 } });
  for (let count = 1; count < 100; count += 1)
    await alice.addCartLine({ body: { sku: shop.sells(), quantity: 1 } });
  await guest.addCartLine({ body: { sku, quantity: 50 } });
  await guest.addCartLine({ body: { sku: extra, quantity: 2 } });
  const { body } = await alice.claimCart({ body: { guestToken } });
  expect(body.lines).toHaveLength(100);
  expect(body.lines[0]).toMatchObject({ sku, quantity: 99 });
  expect(body.notTaken).toEqual([
    { sku, quantity: 11, reason: "too_many" },
    { sku: extra, quantity: 2, reason: "too_many_lines" },
  ]);
});

test("into an empty cart the guest's currency comes too; into a full one it does not", async () => {
  const sku = shop.sells();
  shop.catalog.price(sku, { amount: 3000, currency: "JPY" });
  const one = await visit(shop);
  await one.guest.setCartCurrency({ body: { currency: "JPY" } });
  await one.guest.addCartLine({ body: { sku, quantity: 1 } });
  const { body } = await one.alice.claimCart({ body: { guestToken: one.guestToken } });
  expect(body.total).toEqual({ amount: 3000, currency: "JPY" });
  const other = await visit(shop);
  await other.guest.setCartCurrency({ body: { currency: "JPY" } });
  await other.guest.addCartLine({ body: { sku, quantity: 1 } });
  await other.alice.addCartLine({ body: { sku, quantity: 1 } });
  const { body: kept } = await other.alice.claimCart({ body: { guestToken: other.guestToken } });
  expect(kept.total).toEqual(euros(3998));
});

test("a cart that is being bought: it cannot be bought twice, and what was bought leaves the customer's cart", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  const [sku, mine] = [shop.sells(), shop.sells()];
  await alice.addCartLine({ body: { sku: mine, quantity: 1 } });
  await guest.addCartLine({ body: { sku, quantity: 2 } });
  const { body: order } = await guest.placeOrder({ body: fromCart, headers: newKey() });
  const { body: claimed } = await alice.claimCart({ body: { guestToken } });
  expect(claimed.lines).toMatchObject([{ sku: mine }, { sku, quantity: 2 }]);
  const twice = await alice.placeOrder({ body: fromCart, headers: newKey() });
  expect(twice.problem).toMatchObject({ status: 409, code: "cart.in_checkout" });
  expect(twice.headers.get("location")).toBe(`/orders/${order.id}`);
  await shop.confirmed(order.id);
  expect((await alice.getCart()).body.lines).toMatchObject([{ sku: mine, quantity: 1 }]);
  expect((await alice.placeOrder({ body: fromCart, headers: newKey() })).status).toBe(201);
});

test("a cart whose order ends cancelled after the claim is the customer's as it was, and can be bought", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  const sku = shop.sells();
  await guest.addCartLine({ body: { sku, quantity: 2 } });
  const { body: order } = await guest.placeOrder({ body: fromCart, headers: newKey() });
  await alice.claimCart({ body: { guestToken } });
  await alice.cancelOrder({ params: { id: order.id } });
  expect((await alice.getCart()).body.lines).toMatchObject([{ sku, quantity: 2 }]);
  expect((await alice.placeOrder({ body: fromCart, headers: newKey() })).status).toBe(201);
});

test("the token of a guest's session that has ended takes nothing, nor while nobody knows", async () => {
  const { guestId, alice } = await visit(shop);
  const [left, here] = [randomUUID(), randomUUID()];
  const tokenOf = (sessionId: string) => shop.tokens.tokenFor({ id: guestId, role: "guest", sessionId });
  shop.people.endedSessions.add(left);
  const refused = await alice.claimCart({ body: { guestToken: await tokenOf(left) } });
  expect(refused.problem).toMatchObject({ status: 400, code: "cart.bad_guest_token" });
  shop.people.setAway(true);
  const unknown = await alice.claimCart({ body: { guestToken: await tokenOf(here) } });
  shop.people.setAway(false);
  expect(unknown.problem).toMatchObject({ status: 503, code: "user.unavailable" });
  expect((await alice.claimCart({ body: { guestToken: await tokenOf(here) } })).status).toBe(200);
});

test("a token that is not a guest's is 400, and the customer stays signed in", async () => {
  const { alice, id, guestId } = await visit(shop);
  const tokens = [
    "rubbish",
    await shop.tokens.tokenFor({ id: guestId, role: "guest", lifetimeS: -60 }),
    await shop.tokens.tokenFor({ id: randomUUID(), role: "customer" }),
    await shop.tokens.tokenFor({ id, role: "customer" }),
  ];
  for (const guestToken of tokens) {
    const { problem, headers } = await alice.claimCart({ body: { guestToken } });
    expect(problem).toMatchObject({ status: 400, code: "cart.bad_guest_token" });
    expect(problem?.errors).toMatchObject([{ path: "guestToken" }]);
    expect(headers.has("www-authenticate")).toBe(false);
  }
  for (const body of [{}, { guestToken: "" }, { guestToken: 7 }, { guestToken: "x".repeat(5_000) }])
    expect((await alice.claimCart({ body: JSON.stringify(body) })).problem).toMatchObject({
      status: 400,
      code: "request.invalid",
    });
});

test("a guest has nobody to claim for: 403", async () => {
  const { guest, guestToken } = await visit(shop);
  expect((await guest.claimCart({ body: { guestToken } })).status).toBe(403);
});

test("while the catalog is away nothing is claimed, and nothing lost", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  const sku = shop.sells();
  await guest.addCartLine({ body: { sku, quantity: 2 } });
  shop.catalog.fail(sku);
  expect((await alice.claimCart({ body: { guestToken } })).status).toBe(503);
  shop.catalog.recover(sku);
  expect((await alice.getCart()).body.lines).toEqual([]);
  expect((await guest.getCart()).body.lines).toMatchObject([{ sku, quantity: 2 }]);
  expect((await alice.claimCart({ body: { guestToken } })).body.lines).toMatchObject([{ sku, quantity: 2 }]);
});

test("a stale If-Match is 412 and claims nothing", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  await guest.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  const stale = { "If-Match": '"0-00000000"' };
  expect((await alice.claimCart({ body: { guestToken }, headers: stale })).status).toBe(412);
  expect((await guest.getCart()).body.lines).toHaveLength(1);
});
