/** Refunds, as staff asks for them and as the payment provider's books show them. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros, type Money } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { sell } from "./sold-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const some = (sku: string, quantity: number) => [{ sku, quantity }];
const chargeOf = (orderId: string) => shop.provider.chargesOf(orderId)[0];
const eventsOf = async (orderId: string, name: string) => {
  const row = await shop.orders.findOne({ _id: orderId });
  const events = await shop.ear.eventsOf(orderId, row?.sequence ?? 0);
  return events.filter((event) => event.name === name).map(({ data }) => data);
};

test("a sum, units and the shipping go back one after the other, and the provider's books agree each time", async () => {
  const sku = shop.sells();
  const order = await sell(shop, { lines: some(sku, 3) });
  const asked = await order.refund({ amount: euros(500), reason: "late" });
  expect(asked.status).toBe(201);
  expect(asked.headers.get("etag")).toMatch(`"${asked.body.version}-`);
  expect(asked.body.refunds).toMatchObject([{ amount: euros(500), lines: [], reason: "late", doneAt: null }]);
  expect((await order.refunded()).payment).toMatchObject({
    status: "partially_refunded",
    refunded: euros(500),
  });

  await order.refund({ lines: some(sku, 2), shipping: true });
  const { refunds, payment, status } = await order.refunded();
  expect(refunds[1]).toMatchObject({
    status: "done",
    amount: euros(2 * 1999 + 490),
    lines: [{ sku, quantity: 2, amount: euros(2 * 1999) }],
    shipping: euros(490),
    doneAt: expect.any(String),
  });
  expect([status, payment.refunded]).toEqual(["confirmed", euros(500 + 2 * 1999 + 490)]);
  expect(chargeOf(order.id)).toMatchObject({ status: "partially_refunded", refunded: payment.refunded });

  await order.refund();
  const last = await order.refunded();
  expect(last.payment).toMatchObject({ status: "refunded", refunded: order.total });
  expect(last.refunds[2]).toMatchObject({
    amount: euros(1499),
    lines: [{ sku, quantity: 1, amount: euros(1499) }],
  });
  expect(chargeOf(order.id)).toMatchObject({ status: "refunded", refunded: order.total });
  expect(await eventsOf(order.id, "order.refunded")).toMatchObject(
    last.refunds.map(({ id, amount, lines }) => ({
      refundId: id,
      amount,
      lines: lines.map((line) => ({ sku: line.sku, quantity: line.quantity })),
      restock: false,
    })),
  );
  expect((await order.refund()).problem?.code).toBe("refund.too_much");
  await shop.untilTold(order.id, "mail.sent");
});

test("never more than was captured, than units there are, or than shipping was paid", async () => {
  const order = await sell(shop);
  const total = order.total.amount;
  expect((await order.refund({ amount: euros(total + 1) })).problem).toMatchObject({
    code: "refund.too_much",
    left: order.total,
  });
  expect((await order.refund({ lines: some(cover.sku, 2) })).problem).toMatchObject({
    code: "refund.too_many_units",
    errors: [{ path: "lines.0.quantity" }],
  });
  expect((await order.refund({ lines: some("OTHER", 1) })).problem).toMatchObject({
    code: "refund.too_many_units",
    errors: [{ path: "lines.0.sku", message: "is not in this order" }],
  });
  expect((await order.refund({ shipping: true })).status).toBe(201);
  expect((await order.refund({ shipping: true })).problem?.code).toBe("refund.too_much");
  expect((await order.refund({ amount: euros(1999) })).status).toBe(201);
  expect((await order.refund({ lines: some(cover.sku, 1) })).problem).toMatchObject({ left: euros(0) });
  expect((await order.refunded()).payment.refunded).toEqual(order.total);
});

test("what was refunded is not shipped; when only that was left, the order is delivered with its parcel", async () => {
  const [a, b] = [shop.sells(), shop.sells()];
  const order = await sell(shop, { lines: [...some(a, 2), ...some(b, 1)] });
  await order.refund({ lines: some(b, 1) });
  expect((await order.ship({ lines: some(b, 1) })).problem?.code).toBe("shipment.too_many_units");
  await order.ship({ lines: some(a, 1) });
  await order.refunded();
  const [parcel] = (await order.read()).shipments;
  expect((await order.deliver(parcel?.id ?? "")).body.status).toBe("confirmed");
  await order.refund({ lines: some(a, 1) });
  await order.refunded();
  expect((await order.read()).status).toBe("delivered");
  const [received] = (await eventsOf(order.id, "order.delivered")) as { lines: object[] }[];
  expect(received?.lines).toMatchObject(some(a, 1));
});

test("an order that is cancelled after all of it went back tells of that money once", async () => {
  const order = await sell(shop);
  await order.refund({});
  await order.refunded();
  await order.alice.cancelOrder({ params: order.params });
  await shop.untilIs(order.id, "cancelled");
  const { items } = (await order.alice.getTimeline({ params: order.params })).body;
  expect(items.filter(({ type }) => type === "payment.refunded")).toHaveLength(1);
  expect((await order.read()).payment).toMatchObject({ status: "refunded", refunded: order.total });
});

test("a cancelled order after part refunds: only the rest goes back, of the money and of the stock", async () => {
  const [a, b] = [shop.sells(), shop.sells()];
  const order = await sell(shop, { lines: [...some(a, 3), ...some(b, 1)] });
  await order.refund({ lines: [...some(a, 1), ...some(b, 1)], restock: true });
  await order.refund({ amount: euros(100) });
  await order.alice.cancelOrder({ params: order.params });
  await shop.untilIs(order.id, "cancelled");
  const { payment, refunds } = await order.read();
  expect(payment).toMatchObject({ status: "refunded", captured: order.total, refunded: order.total });
  expect(chargeOf(order.id)).toMatchObject({ status: "refunded", refunded: order.total });
  expect(refunds.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(order.total.amount);
  expect(await eventsOf(order.id, "order.cancelled")).toMatchObject([{ lines: some(a, 2) }]);
  expect((await order.refund()).problem?.code).toBe("refund.not_captured");
});

test("the shelf's answer to a refund with restock is told once", async () => {
  const order = await sell(shop);
  const { body } = await order.refund({ restock: true });
  expect(body.refunds).toMatchObject([{ restock: true, lines: [{ sku: cover.sku, quantity: 1 }] }]);
  const refundId = body.refunds[0]?.id ?? "";
  for (let time = 0; time < 3; time += 1)
    await shop.catalogSays(catalogEvents.stockReleased, { orderId: order.id, returned: true, refundId });
  await shop.untilTold(order.id, "stock.returned");
  await shop.restart();
  expect((await order.timeline()).filter((type) => type === "stock.returned")).toHaveLength(1);
});

test("only staff refunds, nothing before the capture, and every bad word is refused with its path", async () => {
  const order = await sell(shop);
  const { params, staff, alice } = order;
  const body = { reason: "damaged" };
  expect((await alice.refundOrder({ params, body, headers: newKey() })).status).toBe(403);
  expect((await staff.refundOrder({ params, body, headers: {} })).problem?.code).toBe(
    "idempotency.key_required",
  );
  const unknown = await staff.refundOrder({ params: { id: "nobody" }, body, headers: newKey() });
  expect(unknown.problem?.code).toBe("order.not_found");
  const { body: pending } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  const early = await staff.refundOrder({ params: { id: pending.id }, body, headers: newKey() });
  expect(early).toMatchObject({ status: 409, problem: { code: "refund.not_captured" } });
  const bad: [object, string][] = [
    [{ reason: undefined }, "reason"],
    [{ reason: "" }, "reason"],
    [{ amount: euros(0) }, "amount.amount"],
    [{ amount: euros(-1) }, "amount.amount"],
    [{ amount: euros(0.5) }, "amount.amount"],
    [{ amount: euros(1_000_000_000_001) }, "amount.amount"],
    [{ amount: 500 }, "amount"],
    [{ amount: { amount: 1, currency: "JPY" } }, "amount.currency"],
    [{ amount: { amount: { $gt: 0 }, currency: "EUR" } }, "amount.amount"],
    [{ amount: euros(1), lines: some(cover.sku, 1) }, "amount"],
    [{ amount: euros(1), shipping: true }, "amount"],
    [{ amount: euros(1), restock: true }, "restock"],
    [{ shipping: true, restock: true }, "restock"],
    [{ shipping: false }, "shipping"],
    [{ restock: "yes" }, "restock"],
    [{ lines: [] }, "lines"],
    [{ lines: some(cover.sku, 100) }, "lines.0.quantity"],
    [{ paid: true }, ""],
  ];
  for (const [change, path] of bad) {
    const answer = await staff.refundOrder({
      params,
      body: { ...body, ...change } as never,
      headers: newKey(),
    });
    const [error] = (answer.problem?.["errors"] as { path: string }[] | undefined) ?? [];
    expect([change, answer.status, error?.path]).toEqual([change, 400, expect.stringContaining(path)]);
  }
  expect((await order.read()).refunds).toEqual([]);
});

test("the same key again, at once and later, is one refund; a refusal leaves the key unused", async () => {
  const order = await sell(shop);
  const headers = newKey();
  const amount: Money = euros(700);
  expect((await order.refund({ amount: euros(100_000) }, headers)).status).toBe(409);
  const answers = await Promise.all([1, 2, 3].map(() => order.refund({ amount }, headers)));
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  await order.refunded();
  const again = await order.refund({ amount }, headers);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect((await order.refund({ amount: euros(701) }, headers)).status).toBe(422);
  expect(chargeOf(order.id)?.refunded).toEqual(amount);
  expect((await order.read()).refunds).toHaveLength(1);
});
