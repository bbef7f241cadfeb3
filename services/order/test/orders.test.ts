import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

test("an order goes from placed to confirmed, and its timeline tells it in order", async () => {
  const alice = await shop.as();
  const contact = { email: `${randomUUID()}@example.com`, name: "Alice" };
  const placed = await alice.placeOrder({ body: anOrder({ contact }), headers: newKey() });
  const { status, headers, body: order } = placed;
  expect(status).toBe(201);
  expect(headers.get("location")).toBe(`/orders/${order.id}`);
  expect(order).toMatchObject({ status: "pending", total: euros(2489), payment: { status: "pending" } });

  await shop.confirmed(order.id);
  await shop.untilTold(order.id, "mail.sent");

  const params = { id: order.id };
  expect((await alice.getOrder({ params })).body).toMatchObject({
    status: "confirmed",
    payment: { status: "captured", captured: euros(2489) },
  });
  const { body: timeline } = await alice.getTimeline({ params });
  expect(timeline.items.map(({ type }) => type)).toEqual([
    "order.placed",
    "stock.reserved",
    "payment.authorised",
    "stock.committed",
    "payment.captured",
    "order.confirmed",
    "mail.sent",
  ]);
  expect(shop.mail.mailsTo(contact.email)).toHaveLength(1);
  expect(await shop.announced(order.id)).toEqual([
    "order.placed",
    "order.payment_authorised",
    "order.confirmed",
  ]);
});

test("an event that comes twice counts once", async () => {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  await shop.catalogSays(catalogEvents.stockRejected, { orderId: order.id, skus: [cover.sku] });
  await shop.untilTold(order.id, "order.cancelled");
  const released = { orderId: order.id, returned: false };
  const id = randomUUID();
  for (let delivery = 0; delivery < 3; delivery += 1)
    await shop.catalogSays(catalogEvents.stockReleased, released, { id });
  await shop.restart();
  const { body } = await alice.getTimeline({ params: { id: order.id } });
  expect(body.items.filter(({ type }) => type === "stock.released")).toHaveLength(1);
});

test("what cannot be bought is refused by line, and leaves the key unused", async () => {
  const red = shop.sells({ available: 0 });
  const alice = await shop.as();
  const headers = newKey();
  const lines = [
    { sku: cover.sku, quantity: 1 },
    { sku: cover.sku, quantity: 1 },
    { sku: red, quantity: 1 },
    { sku: "unknown", quantity: 1 },
    { sku: red, quantity: 1 },
  ];
  const refused = await alice.placeOrder({ body: anOrder({ lines }), headers });
  expect(refused.status).toBe(409);
  expect(refused.problem).toMatchObject({
    code: "order.unavailable",
    errors: [
      { path: "lines.2.sku", sku: red },
      { path: "lines.3.sku", sku: "unknown" },
    ],
  });
  expect((await alice.placeOrder({ body: anOrder(), headers })).status).toBe(201);
});

test("equal SKUs are merged, and more than 99 of one together is refused", async () => {
  const alice = await shop.as();
  const line = { sku: cover.sku, quantity: 2 };
  const { body } = await alice.placeOrder({ body: anOrder({ lines: [line, line] }), headers: newKey() });
  expect(body.lines).toMatchObject([{ sku: cover.sku, quantity: 4 }]);
  const many = { sku: shop.sells({ available: 500 }), quantity: 50 };
  const lines = [line, line, many, many];
  const refused = await alice.placeOrder({ body: anOrder({ lines }), headers: newKey() });
  expect(refused.problem).toMatchObject({
    status: 400,
    code: "order.too_many",
    errors: [{ path: "lines.2.quantity", sku: many.sku }],
  });
});

test("50 posts with one key at once make one order and get equal answers", async () => {
  const alice = await shop.as();
  const headers = newKey();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => alice.placeOrder({ body: anOrder(), headers })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(answers.filter(({ headers: sent }) => sent.get("idempotency-replayed") === "true")).toHaveLength(49);
  expect((await alice.listOrders()).body.items).toHaveLength(1);
});

test("the same key with another body is refused; another caller's key is another key", async () => {
  const [alice, bob] = [await shop.as(), await shop.as()];
  const headers = newKey();
  const first = await alice.placeOrder({ body: anOrder(), headers });
  const other = await alice.placeOrder({ body: anOrder({ shippingMethod: "express" }), headers });
  expect(other.status).toBe(422);
  const bobs = await bob.placeOrder({ body: anOrder({ shippingMethod: "express" }), headers });
  expect(bobs.status).toBe(201);
  expect(bobs.body.id).not.toBe(first.body.id);
});

test("a key is needed", async () => {
  const alice = await shop.as();
  expect((await alice.placeOrder({ body: anOrder() })).problem).toMatchObject({
    status: 400,
    code: "idempotency.key_required",
  });
});

test("a foreign order looks exactly like a missing one, in every endpoint; staff may see it", async () => {
  const [alice, mallory] = [await shop.as(), await shop.as()];
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  for (const name of ["getOrder", "getTimeline", "cancelOrder"] as const) {
    const foreign = await mallory[name]({ params: { id: order.id } });
    const missing = await mallory[name]({ params: { id: "missing" } });
    expect(foreign.status).toBe(404);
    const shape = ({ problem }: typeof foreign) =>
      JSON.stringify({ ...problem, requestId: "", detail: problem?.detail.replace(/Order \S+/, "Order ?") });
    expect(shape(foreign)).toBe(shape(missing));
  }
  const staff = await shop.as(randomUUID(), "staff");
  expect((await staff.getOrder({ params: { id: order.id } })).status).toBe(200);
});

test("cancelling takes the money back, and again answers the same", async () => {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  await shop.authorised(order.id);
  const params = { id: order.id };
  const first = await alice.cancelOrder({ params });
  const again = await alice.cancelOrder({ params });
  expect(first.body).toMatchObject({ status: "cancelled", reason: "customer" });
  expect(again.body).toEqual(first.body);
  await shop.untilTold(order.id, "payment.voided");
  expect((await alice.getOrder({ params })).body.payment.status).toBe("voided");
  expect((await shop.announced(order.id)).filter((name) => name === "order.cancelled")).toHaveLength(1);
});

test("a stale If-Match is 412, and nothing is cancelled", async () => {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  await shop.authorised(order.id);
  const refused = await alice.cancelOrder({ params: { id: order.id }, headers: { "If-Match": '"1"' } });
  expect(refused.status).toBe(412);
  expect((await alice.getOrder({ params: { id: order.id } })).body.status).toBe("pending");
});

test("waiting ends as soon as the order is settled", async () => {
  const alice = await shop.as();
  const placing = alice.placeOrder({ body: anOrder(), headers: { ...newKey(), Prefer: "wait=5" } });
  const list = async () => (await alice.listOrders()).body.items;
  await expect.poll(list).toHaveLength(1);
  const orderId = (await list())[0]?.id ?? "";
  await shop.catalogSays(catalogEvents.stockRejected, { orderId, skus: [cover.sku] });
  const { body, headers } = await placing;
  expect(body).toMatchObject({
    status: "cancelled",
    reason: "out_of_stock",
    payment: { status: "voided" },
  });
  expect(headers.get("preference-applied")).toBe("wait=5");
});
