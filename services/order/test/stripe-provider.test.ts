/** Stripe's client where things go wrong, and what is Stripe's alone. */
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
const openProvider = (key: string, url: string): PaymentProvider => {
  const stripe = open.use(createStripeClient({ secretKey: key, url, timeoutMs: 500 }));
  return createStripeProvider({ stripe, shopUrl: "https://shop.example.com" });
};
beforeAll(async () => {
  fake = open.use(await startFakeStripe());
  provider = openProvider(secretKey, fake.url);
});
afterAll(() => open[Symbol.asyncDispose]());

const unknown = { kind: "unknown" };
const anOrder = (token = "pm_card_visa"): Order =>
  placed({ id: randomUUID(), now: new Date(), payment: { method: "card", token } }).order;
const statesOf = ({ id }: Order) => fake.intentsOf(id).map(({ status }) => status);
const known = (order: Order, chargeId: string): Order => ({
  ...order,
  payment: { ...order.payment, chargeId },
});
const creating = /^POST \/v1\/payment_intents$/;

/** The library itself asks once more when a connection that was kept breaks, under the same key. */
const meet = (trouble: Trouble): void => {
  fake.meets(trouble);
  if (trouble.how === "reset") fake.meets(trouble);
};

const troubles = (["silence", "reset", "502", "page"] as const).flatMap((how) =>
  [false, true].map((isDone): Omit<Trouble, "path"> => ({ how, isDone })),
);

test.each(troubles)(
  "$how, done: $isDone: unknown, and the same call again makes one payment",
  async (trouble) => {
    const order = anOrder();
    meet({ ...trouble, path: creating });
    expect(await provider.authorise(order)).toEqual(unknown);
    const answer = await provider.authorise(order);
    expect(answer).toMatchObject({ kind: "authorised" });
    expect(statesOf(order)).toEqual(["requires_capture"]);
    const { chargeId } = answer as { chargeId: string };

    meet({ ...trouble, path: /capture$/ });
    expect(await provider.capture(order, chargeId)).toEqual(unknown);
    expect(await provider.capture(order, chargeId)).toEqual({ kind: "captured" });

    const refund = { id: "refund-1", chargeId, amount: order.total, reason: "broken" };
    meet({ ...trouble, path: /^POST \/v1\/refunds$/ });
    expect(await provider.refund(order, refund)).toEqual(unknown);
    expect(await provider.refund(order, refund)).toEqual({ kind: "refunded" });

    const other = anOrder();
    await provider.authorise(other);
    meet({ ...trouble, path: /cancel$/ });
    expect(await provider.voidAuthorisation(other)).toEqual(unknown);
    expect(await provider.voidAuthorisation(other)).toEqual({ kind: "voided" });
    expect(statesOf(other)).toEqual(["canceled"]);
  },
);

test("a refund that was made and has failed since is no refund", async () => {
  const order = anOrder();
  const authorised = await provider.authorise(order);
  const { chargeId } = authorised as { chargeId: string };
  await provider.capture(order, chargeId);
  const refund = { id: "refund-1", chargeId, amount: order.total, reason: "broken" };
  meet({ how: "silence", isDone: true, path: /^POST \/v1\/refunds$/ });
  expect(await provider.refund(order, refund)).toEqual(unknown);
  expect(await provider.findRefund(order, refund)).toEqual({ kind: "found" });
  fake.failRefunds(chargeId);
  expect(await provider.findRefund(order, refund)).toEqual({ kind: "refused", reason: "refund_failed" });
});

test("a payment whose answer was lost, and that Stripe's search has not got yet, is voided all the same", async () => {
  const order = anOrder();
  fake.lagSearch(true);
  meet({ path: creating, how: "reset", isDone: true });
  expect(await provider.authorise(order)).toEqual(unknown);
  expect(await provider.find(order)).toEqual({ kind: "nothing" });
  expect(await provider.voidAuthorisation(order)).toEqual({ kind: "voided" });
  fake.lagSearch(false);
  expect(statesOf(order)).toEqual(["canceled"]);
});

test("an amount that Stripe cannot move is refused without asking, and says so", async () => {
  const order = { ...anOrder(), total: { amount: 12_345, currency: "KWD" } };
  expect(await provider.authorise(order)).toEqual({ kind: "refused", reason: "amount_not_supported" });
  expect(statesOf(order)).toEqual([]);
  expect(await provider.voidAuthorisation(order)).toEqual({ kind: "voided" });
});

test("a card's token of the old kind becomes a payment method first, once", async () => {
  const order = anOrder("tok_visa");
  const [first, second] = [await provider.authorise(order), await provider.authorise(order)];
  expect(first).toMatchObject({ kind: "authorised" });
  expect(second).toEqual(first);
  expect(statesOf(order)).toEqual(["requires_capture"]);
});

test("a key of ours that is not good says nothing of anybody's money", async () => {
  const stranger = openProvider("sk_test_of_nobody", fake.url);
  expect(await stranger.authorise(anOrder())).toEqual(unknown);
  expect(await stranger.voidAuthorisation(anOrder())).toEqual(unknown);
});

test("what somebody captured by hand is captured; of another amount it is refused", async () => {
  const [whole, part] = [anOrder(), anOrder()];
  for (const [order, amount] of [
    [whole, whole.total.amount],
    [part, 100],
  ] as const) {
    await provider.authorise(order);
    Object.assign(fake.intentsOf(order.id)[0]!, { status: "succeeded", amount_received: amount });
  }
  const idOf = ({ id }: Order) => fake.intentsOf(id)[0]!.id;
  expect(await provider.capture(whole, idOf(whole))).toEqual({ kind: "captured" });
  expect(await provider.capture(part, idOf(part))).toEqual({
    kind: "refused",
    reason: "payment_intent_unexpected_state",
  });
});

test("a bank that asks its customer: where to, then what came of it", async () => {
  const order = anOrder("pm_card_threeDSecure2Required");
  const answer = await provider.authorise(order);
  const [{ id } = { id: "" }] = fake.intentsOf(order.id);
  expect(answer).toEqual({ kind: "action", chargeId: id, url: `https://hooks.stripe.com/redirect/${id}` });
  const find = () => provider.find(known(order, id));
  expect(await find()).toMatchObject({ kind: "found", charge: { status: "pending" } });
  fake.confirm(id, true);
  expect(await find()).toMatchObject({ kind: "found", charge: { status: "authorised" } });
});
