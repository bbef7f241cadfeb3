/** Orders that are paid by Stripe while Stripe, or somebody at it, does what was not asked for: what the customer sees. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Trouble } from "./fake-stripe.ts";
import { refundEvent, refundStateEvent } from "./stripe-events.ts";
import { runStripeShop, type StripeShop } from "./stripe-shop.ts";

let stripe: StripeShop;
beforeAll(async () => {
  stripe = await runStripeShop();
});
afterAll(() => stripe[Symbol.asyncDispose]());

const failing = (path: RegExp, how: Trouble["how"] = "stored 500"): Trouble => ({ path, how, isDone: false });

test("Stripe fails once at each call, and keeps that for a day: confirmed, paid once, and given back once", async () => {
  const { shop, fake, buy, commit } = stripe;
  const calls = [/^POST \/v1\/payment_intents$/, /capture$/];
  const { id, intent, read, cancel } = await buy(
    "pm_card_visa",
    calls.map((path) => failing(path)),
  );
  await shop.untilTold(id, "payment.authorised");
  await commit(id);
  await shop.untilIs(id, "confirmed");
  expect((await read()).payment).toMatchObject({ status: "captured", captured: { amount: 2489 } });
  for (const how of ["stored 500", "stored 400"] as const) fake.meets(failing(/^POST \/v1\/refunds$/, how));
  await cancel();
  await shop.untilTold(id, "payment.refunded");
  expect((await read()).payment).toMatchObject({ status: "refunded", refunded: { amount: 2489 } });
  expect(fake.intentsOf(id)).toHaveLength(1);
  expect(fake.refundsOf(intent.id)).toMatchObject([{ amount: 2489 }]);
});

test("Stripe fails once at a cancellation: what was authorised is voided all the same", async () => {
  const { shop, fake, buy } = stripe;
  const { id, intent, cancel } = await buy();
  await shop.untilTold(id, "payment.authorised");
  fake.meets(failing(/cancel$/));
  await cancel();
  await shop.untilTold(id, "payment.voided");
  expect(intent.status).toBe("canceled");
});

test("somebody takes a part by hand while Stripe does not answer: cancelled, and the part goes back", async () => {
  const { shop, fake, buy, commit } = stripe;
  const { id, intent, read } = await buy();
  await shop.untilTold(id, "payment.authorised");
  for (let n = 0; n < 2; n += 1) fake.meets(failing(/capture$/, "502"));
  Object.assign(intent, { status: "succeeded", amount_received: 100 });
  await commit(id);
  await shop.untilTold(id, "payment.refunded");
  expect(await read()).toMatchObject({
    status: "cancelled",
    reason: "payment_failed",
    payment: { captured: { amount: 100 }, refunded: { amount: 100 } },
  });
  expect(fake.refundsOf(intent.id)).toMatchObject([{ amount: 100 }]);
});

test("what was authorised and never taken is released: no refund by somebody else is told of", async () => {
  const { shop, buy, sendEvent, sendIntent } = stripe;
  const { id, intent, cancel, timeline } = await buy();
  await shop.untilTold(id, "payment.authorised");
  await cancel();
  await shop.untilTold(id, "payment.voided");
  for (const captured of [0, null])
    expect(await sendEvent(refundEvent(intent, intent.amount, captured))).toEqual({ status: 202 });
  await sendIntent("canceled", intent);
  // What would have an effect is kept before it is acknowledged.
  const kept = shop.connection.collection("payment_notices");
  expect(await kept.countDocuments({ "notice.orderId": id })).toBe(0);
  expect((await timeline()).map(({ type }) => type)).not.toContain("payment.held_for_review");
});

const failureTypes = ["refund.updated", "refund.failed", "charge.refund.updated"];

test("a refund that the bank sends back days after it was done is held for review, once", async () => {
  const { shop, fake, bought, sendEvent } = stripe;
  const { id, intent, read, timeline } = await bought();
  const refundId = await stripe.refund(id, 500);
  await shop.untilTold(id, "payment.refunded");
  const [refund = {}] = fake.refundsOf(intent.id);
  const failed = { ...refund, status: "failed", failure_reason: "expired_or_canceled_card" };
  // What has not failed is no news.
  for (const state of [refund, failed])
    for (const type of failureTypes)
      expect(await sendEvent(refundStateEvent(type, state))).toEqual({ status: 202 });
  await shop.untilTold(id, "payment.held_for_review");
  const held = (await timeline()).filter(({ type }) => type === "payment.held_for_review");
  expect(held.map(({ detail }) => detail)).toEqual(["refund of €5.00 has failed, expired_or_canceled_card"]);
  expect((await read()).refunds).toMatchObject([{ id: refundId, status: "done" }]);
});
