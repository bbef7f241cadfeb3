/** Providers that do not answer, answer late, or say no: what becomes of the order and its money. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, longAgo, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { lostAnswers, lostRequests, type Call } from "./troubled-wire.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ paymentTimeoutMs: 500 });
});
afterAll(() => shop[Symbol.asyncDispose]());

const closed = lostRequests["the way is closed with 503"];
const resetBefore = lostRequests["the connection is reset before the request is read"];
const resetAfter = lostAnswers["the connection is reset after the request was read"];

async function placed() {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  const params = { id: order.id };
  return {
    id: order.id,
    total: order.total,
    read: async () => (await alice.getOrder({ params })).body,
    cancel: () => alice.cancelOrder({ params }),
  };
}

const callsOf = (orderId: string, call: Call): number =>
  shop.wire.callsOf(orderId).filter((each) => each === call).length;

test("no answer leaves the order pending and the payment unknown; the provider's ledger settles it", async () => {
  const { id, read } = await placed();
  shop.wire.meets(id, "authorise", lostAnswers["the answer is lost"]);
  await shop.reserve(id);
  await shop.untilTold(id, "payment.unknown");
  expect(await read()).toMatchObject({ status: "pending", payment: { status: "unknown" } });
  await shop.untilTold(id, "payment.authorised");
  expect(callsOf(id, "find")).toBeGreaterThanOrEqual(1);
  expect(await shop.announced(id)).toContain("order.payment_authorised");
  expect(shop.provider.chargesOf(id)).toMatchObject([{ status: "authorised" }]);
});

test("nothing held is not a no before 30 s are over and the reference is voided", async () => {
  const { id, read } = await placed();
  shop.wire.meets(id, "authorise", closed);
  await shop.reserve(id);
  await until(() => callsOf(id, "find") >= 2);
  expect(callsOf(id, "void")).toBe(0);
  expect((await read()).status).toBe("pending");

  await shop.setOwed(id, "authorise", { giveUpAt: longAgo });
  await shop.untilTold(id, "order.cancelled");
  expect(callsOf(id, "void")).toBe(1);
  expect(await read()).toMatchObject({ status: "cancelled", reason: "payment_failed" });
  expect(await shop.announced(id)).toEqual(["order.placed", "order.cancelled"]);
});

test("a void without an answer does not count as one", async () => {
  const { id, read } = await placed();
  shop.wire.meets(id, "authorise", closed);
  shop.wire.meets(id, "void", resetBefore);
  await shop.reserve(id);
  await shop.untilTold(id, "payment.unknown");
  await shop.setOwed(id, "authorise", { giveUpAt: longAgo });
  await until(() => callsOf(id, "void") >= 2);
  expect(await read()).toMatchObject({ status: "pending", payment: { status: "unknown" } });
});

test("money that was taken after the customer cancelled is refunded", async () => {
  const { id, total, read, cancel } = await placed();
  await shop.authorised(id);
  shop.wire.meets(id, "capture", resetAfter);
  shop.wire.meets(id, "find", closed);
  await shop.catalogSays(catalogEvents.stockCommitted, { orderId: id });
  await shop.untilTold(id, "payment.unknown");
  await cancel();
  shop.wire.heal(id);
  await shop.untilTold(id, "payment.refunded");
  expect(await read()).toMatchObject({
    status: "cancelled",
    payment: { status: "refunded", refunded: total },
  });
  expect(await shop.announced(id)).toContain("order.refunded");
  expect(shop.provider.chargesOf(id)).toMatchObject([
    { status: "refunded", captured: total, refunded: total },
  ]);
});

test("a provider that stays silent when the deadline comes: cancelled, unknown, and asked until the money is back", async () => {
  const { id, read } = await placed();
  for (const call of ["authorise", "find", "void"] as const)
    shop.wire.meets(id, call, lostRequests["the request is lost"]);
  await shop.reserve(id);
  await shop.untilTold(id, "payment.unknown");
  await shop.setOwed(id, "deadline", { dueAt: longAgo });
  await shop.restart();
  await until(() => callsOf(id, "void") >= 1);
  expect(await read()).toMatchObject({
    status: "cancelled",
    reason: "timed_out",
    payment: { status: "unknown" },
  });
  shop.wire.heal(id);
  await shop.untilTold(id, "payment.voided");
  expect(await read()).toMatchObject({ status: "cancelled", payment: { status: "voided" } });
});
