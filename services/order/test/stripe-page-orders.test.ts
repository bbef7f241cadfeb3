/** Orders that are paid on a page of Stripe's: what the customer sees, and what Stripe has of it by then. */
import { pageToken } from "@shop/contracts/order/payments";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Trouble } from "./fake-stripe.ts";
import { longAgo } from "./running-order.ts";
import { runStripeShop, type StripeShop } from "./stripe-shop.ts";

let stripe: StripeShop;
beforeAll(async () => {
  stripe = await runStripeShop();
});
afterAll(() => stripe[Symbol.asyncDispose]());

/** Its customer is sent to the page. */
async function sent(troubles: readonly Trouble[] = []) {
  const { fake, shop, place } = stripe;
  const order = await place(pageToken, troubles);
  await shop.untilTold(order.id, "payment.action_required");
  const [session] = fake.sessionsOf(order.id);
  const { status, payment } = await order.read();
  expect([status, payment.status, payment.actionUrl]).toEqual(["pending", "pending", session!["url"]]);
  return { ...order, session: session! };
}

const making = /^POST \/v1\/checkout\/sessions$/;
const statesOf = (id: string) => stripe.fake.intentsOf(id).map(({ status }) => status);

/** Until the order looks again by itself, as it does when its provider tells nothing. */
async function lookAgain(id: string): Promise<void> {
  const { shop } = stripe;
  await until(async () =>
    (await shop.owed(id)).some(({ kind, dueAt }) => kind === "authorise" && dueAt > new Date()),
  );
  await shop.setOwed(id, "authorise", { dueAt: longAgo });
  await shop.restart();
}

test("paid on the page: authorised by Stripe's event, confirmed and captured", async () => {
  const { fake, shop, commit, sendIntent } = stripe;
  const { id, session, read } = await sent();
  const intent = fake.pay(session.id, "paid");
  expect(await sendIntent("amount_capturable_updated", intent)).toEqual({ status: 202 });
  await shop.untilTold(id, "payment.authorised");
  expect((await read()).payment.actionUrl).toBeUndefined();
  await commit(id);
  await shop.untilIs(id, "confirmed");
  expect((await read()).payment).toMatchObject({ status: "captured", captured: { amount: 2489 } });
  expect(intent).toMatchObject({ status: "succeeded", amount_received: 2489 });
  await sendIntent("succeeded", intent);
  expect(fake.sessionsOf(id)).toHaveLength(1);
});

test("paid on the page while Stripe's event is lost: the order asks, and goes on all the same", async () => {
  const { fake, shop } = stripe;
  const { id, session, read } = await sent();
  fake.pay(session.id, "paid");
  await lookAgain(id);
  await shop.untilTold(id, "payment.authorised");
  expect((await read()).payment.status).toBe("authorised");
});

test("a card that is declined on the page ends nothing: its customer pays with another", async () => {
  const { fake, shop, sendIntent } = stripe;
  const { id, session, read, timeline } = await sent();
  expect(await sendIntent("payment_failed", fake.pay(session.id, "declined"))).toEqual({ status: 202 });
  await lookAgain(id);
  await until(async () => (await shop.owed(id)).some(({ attempts }) => attempts > 1));
  expect(await read()).toMatchObject({ status: "pending", payment: { actionUrl: session["url"] } });
  await sendIntent("amount_capturable_updated", fake.pay(session.id, "paid"));
  await shop.untilTold(id, "payment.authorised");
  expect((await timeline()).map(({ type }) => type)).not.toContain("payment.declined");
});

test.each(["nothing", "declined", "asked"] as const)(
  "left after %s: cancelled at the deadline, and nobody can pay on the page any more",
  async (last) => {
    const { fake, shop } = stripe;
    const { id, session, read } = await sent();
    if (last !== "nothing") fake.pay(session.id, last);
    await shop.setOwed(id, "deadline", { dueAt: longAgo });
    await shop.restart();
    await shop.untilTold(id, "payment.voided");
    const { status, reason, payment } = await read();
    expect([status, reason, payment.status]).toEqual(["cancelled", "timed_out", "voided"]);
    expect(payment.actionUrl).toBeUndefined();
    expect([session.status, statesOf(id)]).toEqual(["expired", last === "nothing" ? [] : ["canceled"]]);
  },
);

test("paid while the order is being cancelled: what was authorised is released, and late news changes nothing", async () => {
  const { fake, shop, sendIntent } = stripe;
  const { id, session, cancel, read } = await sent();
  const intent = fake.pay(session.id, "paid");
  const asItWas = { ...intent };
  await cancel();
  await shop.untilTold(id, "payment.voided");
  expect([session.status, statesOf(id)]).toEqual(["complete", ["canceled"]]);
  expect(await sendIntent("amount_capturable_updated", asItWas)).toEqual({ status: 202 });
  await sendIntent("canceled", intent);
  expect(await read()).toMatchObject({ status: "cancelled", payment: { status: "voided" } });
});

test("a page that was ended at Stripe: the order ends, too", async () => {
  const { shop } = stripe;
  const { id, session, read } = await sent();
  Object.assign(session, { status: "expired", url: null });
  await lookAgain(id);
  await shop.untilIs(id, "cancelled");
  expect(await read()).toMatchObject({ reason: "payment_failed", payment: { status: "voided" } });
});

test("a page whose answer was lost is asked for again, and is the same", async () => {
  const { fake } = stripe;
  const { id } = await sent([{ path: making, how: "reset", isDone: true }]);
  expect(fake.sessionsOf(id)).toHaveLength(1);
});

test("an order that was cancelled before it knew of its page: the page is closed", async () => {
  const { fake, shop, place } = stripe;
  const lost = { path: making, how: "502", isDone: true } as const;
  const { id, cancel } = await place(pageToken, [lost, lost, lost]);
  await until(() => fake.sessionsOf(id)[0], "Stripe has the page");
  await cancel();
  await shop.untilTold(id, "payment.voided");
  expect(fake.sessionsOf(id).map(({ status }) => status)).toEqual(["expired"]);
});

test("a payment of another amount is held for review", async () => {
  const { fake, shop, sendIntent } = stripe;
  const { id, session, timeline } = await sent();
  await sendIntent("amount_capturable_updated", { ...fake.pay(session.id, "asked"), amount: 100 });
  await shop.untilTold(id, "payment.held_for_review");
  const held = (await timeline()).find(({ type }) => type === "payment.held_for_review");
  expect(held?.detail).toBe("payment.authorised of €1.00 instead of €24.89");
});
