/** Failures that Stripe keeps as the outcome of a key: what was asked for comes about all the same, and once. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Order } from "../src/orders/order.ts";
import type { PaymentProvider } from "../src/payments/provider.ts";
import { createStripeClient } from "../src/payments/stripe-client.ts";
import { createStripeProvider } from "../src/payments/stripe-provider.ts";
import { secretKey, startFakeStripe, type FakeStripe, type Trouble } from "./fake-stripe.ts";
import { placed } from "./placed-order.ts";

let fake: FakeStripe;
let provider: PaymentProvider;
const open = new AsyncDisposableStack();
/** As one that was started just now: it remembers nothing. */
const another = (): PaymentProvider => {
  const stripe = open.use(createStripeClient({ secretKey, url: fake.url, timeoutMs: 500 }));
  return createStripeProvider({ stripe, shopUrl: "https://shop.example.com" });
};
beforeAll(async () => {
  fake = open.use(await startFakeStripe());
  provider = another();
});
afterAll(() => open[Symbol.asyncDispose]());

const voided = { kind: "refused", reason: "payment.reference_voided" };
const unknown = { kind: "unknown" };
const anOrder = (token = "pm_card_visa"): Order =>
  placed({ id: randomUUID(), now: new Date(), payment: { method: "card", token } }).order;
const statesOf = ({ id }: Order) => fake.intentsOf(id).map(({ status }) => status);
const paying = /^POST \/v1\/payment_intents$/;
const refunding = /^POST \/v1\/refunds$/;
const fail = (path: RegExp, isDone: boolean, how: Trouble["how"] = "stored 500") =>
  fake.meets({ path, how, isDone });

async function authorised() {
  const order = anOrder();
  const answer = await provider.authorise(order);
  if (answer.kind !== "authorised") throw new Error(`It is ${answer.kind}`);
  return { order, chargeId: answer.chargeId };
}

async function captured() {
  const { order, chargeId } = await authorised();
  await provider.capture(order, chargeId);
  const refund = { id: randomUUID(), chargeId, amount: { ...order.total, amount: 100 }, reason: "broken" };
  return { order, chargeId, refund, amounts: () => fake.refundsOf(chargeId).map(({ amount }) => amount) };
}

test.each([true, false])("a capture that failed, done: %s, is captured by the next call", async (isDone) => {
  const { order, chargeId } = await authorised();
  fail(/capture$/, isDone);
  expect(await provider.capture(order, chargeId)).toEqual(unknown);
  expect(await provider.capture(order, chargeId)).toEqual({ kind: "captured" });
  expect(fake.intentsOf(order.id)).toMatchObject([{ amount_received: order.total.amount }]);
});

test("captures at the same time take the money once", async () => {
  const { order, chargeId } = await authorised();
  const answers = await Promise.all(Array.from({ length: 5 }, () => another().capture(order, chargeId)));
  expect(answers).toEqual(Array.from({ length: 5 }, () => ({ kind: "captured" })));
  expect(fake.intentsOf(order.id)).toMatchObject([{ amount_received: order.total.amount }]);
});

test.each([true, false])("a cancellation that failed, done: %s, is done by the next call", async (isDone) => {
  const { order } = await authorised();
  fail(/cancel$/, isDone);
  expect(await provider.voidAuthorisation(order)).toEqual(unknown);
  expect(await provider.voidAuthorisation(order)).toEqual({ kind: "voided" });
  expect(statesOf(order)).toEqual(["canceled"]);
});

test.each([true, false])("a refund that failed, done: %s, is made by the next call, once", async (isDone) => {
  const { order, refund, amounts } = await captured();
  fail(refunding, isDone);
  expect(await provider.refund(order, refund)).toEqual(unknown);
  expect(await provider.refund(order, refund)).toEqual({ kind: "refunded" });
  expect(await provider.refund(order, refund)).toEqual({ kind: "refunded" });
  expect(amounts()).toEqual([100]);
});

test("a refund that failed time and again is made once, whoever goes on with it after a crash", async () => {
  const { order, refund, amounts } = await captured();
  for (let n = 0; n < 25; n += 1) {
    fail(refunding, false);
    // Each finds the keys of those before it used up, and uses the next.
    expect(await provider.refund(order, refund)).toEqual(unknown);
  }
  expect(await provider.refund(order, refund)).toEqual({ kind: "refunded" });
  const afterCrash = another();
  expect(await afterCrash.refund(order, refund)).toEqual({ kind: "refunded" });
  expect(amounts()).toEqual([100]);
});

test.each([true, false])(
  "a crash between the look and the answer of the next key, done: %s, makes no second refund",
  async (isDone) => {
    const { order, refund, amounts } = await captured();
    fail(refunding, false);
    expect(await provider.refund(order, refund)).toEqual(unknown);
    fake.meets({ path: refunding, key: /:2$/, how: "silence", isDone });
    expect(await another().refund(order, refund)).toEqual(unknown);
    expect(amounts()).toEqual(isDone ? [100] : []);
    expect(await another().refund(order, refund)).toEqual({ kind: "refunded" });
    expect(amounts()).toEqual([100]);
  },
);

test("those who go on at the same time after failures make one refund", async () => {
  const { order, refund, amounts } = await captured();
  for (let n = 0; n < 3; n += 1) {
    fail(refunding, false);
    await provider.refund(order, refund);
  }
  const answers = await Promise.all(Array.from({ length: 5 }, () => another().refund(order, refund)));
  expect(answers).toEqual(Array.from({ length: 5 }, () => ({ kind: "refunded" })));
  expect(amounts()).toEqual([100]);
});

test("a refund whose answer was lost is asked for under the same key, and nothing else is made", async () => {
  const { order, refund, amounts } = await captured();
  for (const how of ["silence", "502"] as const) {
    fail(refunding, false, how);
    expect(await provider.refund(order, refund)).toEqual(unknown);
  }
  expect(await provider.refund(order, refund)).toEqual({ kind: "refunded" });
  expect(amounts()).toEqual([100]);
  expect(fake.keys().filter((key) => key.includes(refund.id))).toHaveLength(1);
});

test("while it cannot be looked whether a failed refund has left something, no other is made", async () => {
  const { order, refund, amounts } = await captured();
  fail(refunding, true);
  expect(await provider.refund(order, refund)).toEqual(unknown);
  fake.meets({ path: /^GET \/v1\/refunds/, how: "502", isDone: false });
  expect(await provider.refund(order, refund)).toEqual(unknown);
  expect(amounts()).toEqual([100]);
});

test("a refund that was refused is made when Stripe agrees", async () => {
  const { order, refund, amounts } = await captured();
  fail(refunding, false, "stored 400");
  expect(await provider.refund(order, refund)).toEqual({ kind: "refused", reason: "balance_insufficient" });
  expect(await provider.refund(order, refund)).toEqual({ kind: "refunded" });
  expect(amounts()).toEqual([100]);
});

test.each([
  ["pm_card_visa", true],
  ["pm_card_visa", false],
  ["tok_visa", false],
] as const)("an authorisation with %s that failed, done: %s, is made once", async (token, isDone) => {
  const order = anOrder(token);
  fake.lagSearch(true);
  fail(paying, isDone);
  expect(await provider.authorise(order)).toEqual(unknown);
  const answer = await provider.authorise(order);
  expect(answer).toEqual({ kind: "authorised", chargeId: fake.intentsOf(order.id)[0]?.id });
  expect(await another().authorise(order)).toEqual(answer);
  expect(statesOf(order)).toEqual(["requires_capture"]);
  fake.lagSearch(false);
});

test("a card's token whose method failed is paid with", async () => {
  const order = anOrder("tok_visa");
  fail(/payment_methods$/, false);
  expect(await provider.authorise(order)).toEqual(unknown);
  expect(await provider.authorise(order)).toMatchObject({ kind: "authorised" });
});

test.each([true, false])(
  "an authorisation that failed, done: %s, is closed, and nothing can be authorised any more",
  async (isDone) => {
    const order = anOrder();
    fake.lagSearch(true);
    fail(paying, isDone);
    expect(await provider.authorise(order)).toEqual(unknown);
    expect(await provider.voidAuthorisation(order)).toEqual({ kind: "voided" });
    expect(statesOf(order)).toEqual(["canceled"]);
    expect(await another().authorise(order)).toEqual(voided);
    expect(statesOf(order)).toEqual(["canceled"]);
    fake.lagSearch(false);
  },
);

test("what closes a payment fails, and closes it all the same", async () => {
  const order = anOrder();
  fail(paying, false);
  expect(await provider.voidAuthorisation(order)).toEqual(unknown);
  expect(await provider.voidAuthorisation(order)).toEqual({ kind: "voided" });
  expect(await provider.authorise(order)).toEqual(voided);
});

test("a card that is declined is asked for once, however often it is repeated", async () => {
  const order = anOrder("pm_card_visa_chargeDeclinedInsufficientFunds");
  for (let n = 0; n < 3; n += 1)
    expect(await provider.authorise(order)).toEqual({ kind: "declined", reason: "insufficient_funds" });
  expect(statesOf(order)).toEqual(["requires_payment_method"]);
});
