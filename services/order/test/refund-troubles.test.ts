/** Refunds while the payment provider does not answer, or says no. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cover, longAgo, runOrder, type RunningOrder } from "./running-order.ts";
import { sell, type SoldOrder } from "./sold-order.ts";
import { lostAnswers, lostRequests } from "./troubled-wire.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ paymentTimeoutMs: 500 });
});
afterAll(() => shop[Symbol.asyncDispose]());

const chargeOf = (orderId: string) => shop.provider.chargesOf(orderId)[0];
const closed = lostRequests["the way is closed with 503"];
const refundCalls = (orderId: string) =>
  shop.wire.callsOf(orderId).filter((call) => call === "refund").length;

/** As somebody at the provider's own page may do. */
async function refundBehindOurBack({ id }: SoldOrder, amount: number): Promise<void> {
  const answer = await fetch(`${shop.provider.url}/charges/${chargeOf(id)?.id}/refunds`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": randomUUID() },
    body: JSON.stringify({ amount: euros(amount) }),
  });
  expect(answer.status).toBe(200);
}

test("an answer that is lost is no failure: asked again under the same key, the money goes back once", async () => {
  const order = await sell(shop);
  shop.wire.meets(order.id, "refund", lostAnswers["the connection is reset after the request was read"], 1);
  await order.refund({ amount: euros(300) });
  const { refunds } = await order.refunded();
  expect(refunds).toMatchObject([{ status: "done", amount: euros(300) }]);
  expect(refundCalls(order.id)).toBeGreaterThan(1);
  expect(chargeOf(order.id)?.refunded).toEqual(euros(300));
});

test("a provider whose answers stay away is asked what it has done", async () => {
  const order = await sell(shop);
  shop.wire.meets(order.id, "refund", lostAnswers["the answer is 502"]);
  await order.refund({ amount: euros(300) });
  expect((await order.refunded()).refunds).toMatchObject([{ status: "done" }]);
  expect(shop.wire.callsOf(order.id)).toContain("find");
  expect(chargeOf(order.id)?.refunded).toEqual(euros(300));
});

test("after days a provider is asked first what it has done: it may have forgotten the key", async () => {
  const order = await sell(shop);
  shop.wire.meets(order.id, "refund", lostAnswers["the answer is 502"]);
  shop.wire.meets(order.id, "find", closed);
  await order.refund({ amount: euros(300) });
  await until(() => chargeOf(order.id)?.refunded.amount === 300);
  const twoDaysAgo = new Date(Date.now() - 48 * 60 * 60_000);
  await shop.orders.updateOne(
    { _id: order.id },
    { $set: { "refunds.$[].createdAt": twoDaysAgo } as never, $inc: { revision: 1 } },
  );
  await shop.setOwed(order.id, "refund", { dueAt: longAgo });
  await shop.restart();
  const asked = refundCalls(order.id);
  shop.wire.heal(order.id);
  expect((await order.refunded()).refunds).toMatchObject([{ status: "done" }]);
  expect(refundCalls(order.id)).toBe(asked);
  expect(chargeOf(order.id)?.refunded).toEqual(euros(300));
});

test("while nobody answers a refund is pending, counts as gone, and is not said to be done", async () => {
  const order = await sell(shop);
  shop.wire.meets(order.id, "refund", closed);
  shop.wire.meets(order.id, "find", closed);
  await order.refund({ lines: [{ sku: cover.sku, quantity: 1 }] });
  await until(() => refundCalls(order.id) >= 3);
  const { refunds, payment } = await order.read();
  expect(refunds).toMatchObject([{ status: "pending" }]);
  expect(payment).toMatchObject({ status: "captured", refunded: euros(0) });
  expect((await order.refund({ amount: euros(491) })).problem).toMatchObject({ left: euros(490) });
  expect((await order.ship()).problem?.code).toBe("shipment.nothing_left");
  shop.wire.heal(order.id);
  expect((await order.refunded()).payment).toMatchObject({
    status: "partially_refunded",
    refunded: euros(1999),
  });
});

test("a definite no fails the refund: its money is free again, its units can be shipped", async () => {
  const order = await sell(shop);
  await refundBehindOurBack(order, order.total.amount - 100);
  await order.refund({ lines: [{ sku: cover.sku, quantity: 1 }] });
  const { refunds, payment } = await order.refunded();
  expect(refunds).toMatchObject([{ status: "failed", doneAt: null }]);
  expect(payment).toMatchObject({ status: "captured", refunded: euros(0) });
  expect(await order.timeline()).toContain("refund.failed");
  await order.refund({ amount: euros(100) });
  expect((await order.refunded()).refunds).toMatchObject([{ status: "failed" }, { status: "done" }]);
  expect((await order.ship()).body.status).toBe("shipped");
  expect(chargeOf(order.id)).toMatchObject({ status: "refunded", refunded: order.total });
});

test("cancelled while a refund is on its way: the rest waits for it, and all is back to the cent", async () => {
  const order = await sell(shop);
  shop.wire.meets(order.id, "refund", closed);
  shop.wire.meets(order.id, "find", closed);
  await order.refund({ amount: euros(300) });
  await until(() => refundCalls(order.id) >= 1);
  const { body } = await order.alice.cancelOrder({ params: order.params });
  expect(body).toMatchObject({ status: "cancelled", payment: { status: "captured" } });
  await shop.setOwed(order.id, "return_money", { dueAt: longAgo });
  shop.wire.heal(order.id);
  await shop.untilIs(order.id, "cancelled");
  const { refunds, payment } = await order.read();
  expect(refunds).toMatchObject([{ amount: euros(300) }, { amount: euros(order.total.amount - 300) }]);
  expect(payment).toMatchObject({ status: "refunded", refunded: order.total });
  expect(chargeOf(order.id)).toMatchObject({ status: "refunded", refunded: order.total });
});

test("a refund that fails after the cancellation goes back with the rest, and so do its units", async () => {
  const order = await sell(shop);
  shop.wire.meets(order.id, "refund", closed);
  shop.wire.meets(order.id, "find", closed);
  await order.refund({ lines: [{ sku: cover.sku, quantity: 1 }] });
  await until(() => refundCalls(order.id) >= 1);
  await order.alice.cancelOrder({ params: order.params });
  await refundBehindOurBack(order, 1000);
  shop.wire.heal(order.id);
  await shop.untilIs(order.id, "cancelled");
  const { refunds } = await order.read();
  expect(refunds).toMatchObject([{ status: "failed" }, { status: "done", amount: order.total }]);
  expect(chargeOf(order.id)).toMatchObject({ status: "refunded", refunded: order.total });
  const row = await shop.orders.findOne({ _id: order.id });
  const events = await shop.ear.eventsOf(order.id, row?.sequence ?? 0);
  const dataOf = (name: string) => events.find((event) => event.name === name)?.data;
  expect(dataOf("order.cancelled")).toMatchObject({ lines: [] });
  expect(dataOf("order.refunded")).toMatchObject({
    restock: true,
    lines: [{ sku: cover.sku, quantity: 1 }],
  });
});
