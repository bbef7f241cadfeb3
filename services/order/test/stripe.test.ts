/** Orders that are paid by Stripe, with its events: what the customer sees. */
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FakeStripe } from "./fake-stripe.ts";
import { longAgo, type RunningOrder } from "./running-order.ts";
import { disputeEvent, refundEvent, sendStripeEvent } from "./stripe-events.ts";
import { runStripeShop, type StripeShop } from "./stripe-shop.ts";
import { sendWebhook, toEvent } from "./sent-webhook.ts";

let opened: StripeShop;
let fake: FakeStripe;
let shop: RunningOrder;
let buy: StripeShop["buy"];
let place: StripeShop["place"];
let bought: StripeShop["bought"];
let sendIntent: StripeShop["sendIntent"];
beforeAll(async () => {
  opened = await runStripeShop();
  ({ fake, shop, place, buy, bought, sendIntent } = opened);
});
afterAll(() => opened[Symbol.asyncDispose]());

test("a card that is good: confirmed and captured; cancelled: all of it goes back", async () => {
  const { intent, id, read, cancel } = await bought();
  expect(await read()).toMatchObject({ status: "confirmed", payment: { status: "captured" } });
  expect(intent).toMatchObject({ status: "succeeded", amount_received: 2489, currency: "eur" });
  await cancel();
  await shop.untilTold(id, "payment.refunded");
  expect((await read()).payment).toMatchObject({ status: "refunded", refunded: { amount: 2489 } });
});

test("a card that is declined: cancelled, with the bank's word in the timeline", async () => {
  const { id, read, timeline } = await buy("pm_card_visa_chargeDeclinedInsufficientFunds");
  await shop.untilIs(id, "cancelled");
  expect(await read()).toMatchObject({ reason: "payment_declined", payment: { status: "declined" } });
  const declined = (await timeline()).find(({ type }) => type === "payment.declined");
  expect(declined?.detail).toBe("insufficient_funds");
});

test("a card that Stripe does not know: the payment failed, and no bank is blamed for it", async () => {
  const { id, read, timeline } = await place("pm_of_nobody");
  await shop.untilIs(id, "cancelled");
  expect(await read()).toMatchObject({ reason: "payment_failed", payment: { status: "voided" } });
  const failed = (await timeline()).find(({ type }) => type === "payment.failed");
  expect(failed?.detail).toBe("resource_missing");
});

async function asked() {
  const order = await buy("pm_card_threeDSecure2Required");
  await shop.untilTold(order.id, "payment.action_required");
  const { status, payment } = await order.read();
  expect([status, payment.status]).toEqual(["pending", "pending"]);
  expect(payment.actionUrl).toBe(`https://hooks.stripe.com/redirect/${order.intent.id}`);
  return order;
}

test("3-D Secure: the customer is sent to the bank, and Stripe's event goes on with the order", async () => {
  const { id, intent, read } = await asked();
  fake.confirm(intent.id, true);
  expect(await sendIntent("amount_capturable_updated", intent)).toEqual({ status: 202 });
  await shop.untilTold(id, "payment.authorised");
  expect((await read()).payment.actionUrl).toBeUndefined();
});

test("3-D Secure: the event is lost, and the order goes on all the same", async () => {
  const { id, intent, read } = await asked();
  fake.confirm(intent.id, true);
  await until(async () =>
    (await shop.owed(id)).some(({ kind, dueAt }) => kind === "authorise" && dueAt > new Date()),
  );
  await shop.setOwed(id, "authorise", { dueAt: longAgo });
  await shop.restart();
  await shop.untilTold(id, "payment.authorised");
  expect((await read()).payment).toMatchObject({ status: "authorised" });
});

test("3-D Secure: the bank says no", async () => {
  const { id, intent, read } = await asked();
  fake.confirm(intent.id, false);
  await sendIntent("payment_failed", intent);
  await shop.untilIs(id, "cancelled");
  expect(await read()).toMatchObject({ reason: "payment_declined" });
});

test("3-D Secure: the customer never comes back, and nothing can be confirmed after the deadline", async () => {
  const { id, intent, read } = await asked();
  await shop.setOwed(id, "deadline", { dueAt: longAgo });
  await shop.restart();
  await shop.untilTold(id, "payment.voided");
  expect(await read()).toMatchObject({ status: "cancelled", reason: "timed_out" });
  expect(intent.status).toBe("canceled");
  expect((await read()).payment.actionUrl).toBeUndefined();
});

test("a dispute stands in the timeline, once, however often Stripe tells of it", async () => {
  const { id, intent, read, timeline } = await bought();
  const body = disputeEvent(intent);
  for (let n = 0; n < 3; n += 1) expect((await sendStripeEvent(shop.url, { body })).status).toBe(202);
  await shop.untilTold(id, "payment.disputed");
  const disputes = (await timeline()).filter(({ type }) => type === "payment.disputed");
  expect(disputes).toMatchObject([{ actor: "payment", detail: "fraudulent" }]);
  expect((await read()).status).toBe("confirmed");
});

test("a refund by hand at Stripe is held for review", async () => {
  const { id, intent, timeline } = await bought();
  await sendStripeEvent(shop.url, { body: refundEvent(intent, 500) });
  await shop.untilTold(id, "payment.held_for_review");
  const held = (await timeline()).find(({ type }) => type === "payment.held_for_review");
  expect(held?.detail).toContain("€5.00");
});

test("Stripe's own events of what was asked for here change nothing", async () => {
  const { id, intent, timeline } = await bought();
  const before = await timeline();
  for (const type of ["amount_capturable_updated", "succeeded"]) await sendIntent(type, intent);
  expect((await timeline()).filter(({ type }) => !type.startsWith("mail."))).toEqual(
    before.filter(({ type }) => !type.startsWith("mail.")),
  );
  expect(await shop.announced(id)).toEqual(["order.placed", "order.payment_authorised", "order.confirmed"]);
});

const event = () => JSON.stringify({ id: "evt_1", type: "customer.created", data: { object: {} } });

test.for([
  ["a secret of somebody else", { secret: "whsec_other" }, 401, "payment.bad_signature"],
  ["of six minutes ago", { at: -360 }, 401, "payment.bad_signature"],
  ["of in six minutes", { at: 360 }, 401, "payment.bad_signature"],
  ["no signature", { header: "" }, 401, "payment.bad_signature"],
  ["half a header", { header: "t=1,v1=" }, 401, "payment.bad_signature"],
  ["no JSON", { body: "{" }, 400, "payment.bad_event"],
  ["no event", { body: "[]" }, 400, "payment.bad_event"],
  ["no payment", { body: '{"id":"e","type":"payment_intent.succeeded"}' }, 400, "payment.bad_event"],
] as const)("%s is refused", async ([, sent, status, code]) => {
  expect(await sendStripeEvent(shop.url, { body: event(), ...sent })).toEqual({ status, code });
});

test("what is none of this shop's business is taken and left alone", async () => {
  expect(await sendStripeEvent(shop.url, { body: event() })).toEqual({ status: 202 });
  const { intent } = await bought();
  const foreign = { ...intent, metadata: {} };
  expect(await sendIntent("succeeded", foreign)).toEqual({ status: 202 });
  const dispute = disputeEvent({ ...intent, id: "pi_of_nobody" });
  expect(await sendStripeEvent(shop.url, { body: dispute })).toEqual({ status: 202 });
});

test("while Stripe does not say whose dispute it is, the event is not taken, and comes again", async () => {
  const { id, intent } = await bought();
  const body = disputeEvent(intent);
  fake.meets({ path: /^GET \/v1\/payment_intents\/pi_/, how: "502", isDone: false });
  expect(await sendStripeEvent(shop.url, { body })).toEqual({ status: 503, code: "payment.provider_away" });
  expect(await sendStripeEvent(shop.url, { body })).toEqual({ status: 202 });
  await shop.untilTold(id, "payment.disputed");
});

test("the sandbox is another provider here", async () => {
  const body = toEvent("authorised", { orderId: "order-1" });
  expect(await sendWebhook(shop.url, { body })).toEqual({ status: 404, code: "payment.unknown_provider" });
});
