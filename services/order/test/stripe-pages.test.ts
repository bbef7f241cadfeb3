/** Stripe's page where the customer pays: made once, and after a void nobody can pay on it. Judged by stripe-mock where it is installed. */
import { randomUUID } from "node:crypto";
import { pageToken } from "@shop/contracts/order/payments";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Order } from "../src/orders/order.ts";
import type { PaymentProvider } from "../src/payments/provider.ts";
import { createStripeClient } from "../src/payments/stripe-client.ts";
import { createStripeProvider } from "../src/payments/stripe-provider.ts";
import { secretKey, startFakeStripe, type FakeStripe, type Trouble } from "./fake-stripe.ts";
import { placed } from "./placed-order.ts";
import { startStripeMock, stripeMock, type Judge } from "./stripe-mock.ts";

let fake: FakeStripe;
let provider: PaymentProvider;
const open = new AsyncDisposableStack();
/** As one that was started just now: it remembers nothing. */
const another = (): PaymentProvider => {
  const stripe = open.use(createStripeClient({ secretKey, url: fake.url, timeoutMs: 500 }));
  return createStripeProvider({ stripe, shopUrl: "https://shop.example.com" });
};
let judge: Judge | undefined;
beforeAll(async () => {
  if (stripeMock !== undefined) judge = open.use(await startStripeMock(stripeMock));
  fake = open.use(await startFakeStripe(judge));
  provider = another();
});
afterAll(() => open[Symbol.asyncDispose]());

const unknown = { kind: "unknown" };
const voided = { kind: "voided" };
const referenceVoided = { kind: "refused", reason: "payment.reference_voided" };
const making = /^POST \/v1\/checkout\/sessions$/;
const expiring = /expire$/;

const anOrder = (): Order =>
  placed({ id: randomUUID(), now: new Date(), payment: { method: "card", token: pageToken } }).order;
const sessionOf = ({ id }: Order) => fake.sessionsOf(id)[0]!;
const pagesOf = ({ id }: Order) => fake.sessionsOf(id).map(({ status }) => status);
const paymentsOf = ({ id }: Order) => fake.intentsOf(id).map(({ status }) => status);

/** Its order knows the page. */
async function sent(order = anOrder()): Promise<Order> {
  const answer = await provider.authorise(order);
  const { id: pageId } = sessionOf(order);
  const url = `https://checkout.stripe.com/c/pay/${pageId}#fid`;
  expect(answer).toEqual({ kind: "action", url, chargeId: null, pageId });
  return { ...order, payment: { ...order.payment, pageId } };
}

test("the page asks for the order's total, holds it, and leads back to the order", async () => {
  const order = await sent();
  expect(sessionOf(order)).toMatchObject({ amount_total: order.total.amount, currency: "eur" });
  const [back, email] = [`https://shop.example.com/order/${order.id}`, "alice@example.com"];
  expect(fake.asked(order.id)).toMatchObject({
    success_url: back,
    cancel_url: back,
    customer_email: email,
    "payment_intent_data[capture_method]": "manual",
    "payment_method_types[0]": "card",
    "adaptive_pricing[enabled]": "false",
  });
});

test.each([
  ["Alice@Bücher.example", "alice@xn--bcher-kva.example"],
  ["älice@example.com", undefined],
])("a page for %s is opened for %s", async (email, known) => {
  const order = anOrder();
  await sent({ ...order, contact: { ...order.contact, email } });
  expect(fake.asked(order.id)["customer_email"]).toBe(known);
});

test("nothing is authorised before the customer has paid, whatever cards they try", async () => {
  const order = await sent();
  const status = async () => {
    const found = await provider.find(order);
    return found.kind === "found" ? found.charge.status : found.kind;
  };
  expect(await status()).toBe("pending");
  for (const how of ["declined", "asked", "declined"] as const) {
    fake.pay(sessionOf(order).id, how);
    expect(await status()).toBe("pending");
  }
  const { id } = fake.pay(sessionOf(order).id, "paid");
  expect(await provider.find(order)).toMatchObject({ kind: "found", charge: { id, status: "authorised" } });
  expect(paymentsOf(order)).toEqual(["requires_capture"]);
});

test("a page that Stripe has ended by itself is a payment that never came", async () => {
  const order = await sent();
  Object.assign(sessionOf(order), { status: "expired", url: null });
  expect(await provider.find(order)).toMatchObject({ kind: "found", charge: { status: "voided" } });
  expect(await provider.voidAuthorisation(order)).toEqual(voided);
});

const lost = (["silence", "502", "page", "stored 500"] as const).flatMap((how) =>
  [false, true].map((isDone): Omit<Trouble, "path"> => ({ how, isDone })),
);

test.each(lost)("$how, done: $isDone: the same call again, by whomever, makes one page", async (trouble) => {
  const order = anOrder();
  fake.meets({ ...trouble, path: making });
  expect(await provider.authorise(order)).toEqual(unknown);
  expect(await provider.find(order)).toEqual({ kind: "nothing" });
  const answer = await another().authorise(order);
  expect(answer).toMatchObject({ kind: "action", pageId: sessionOf(order).id });
  expect(await provider.authorise(order)).toEqual(answer);
  expect(pagesOf(order)).toEqual(["open"]);
});

test.each(lost)(
  "$how, done: $isDone: a page whose answer was lost is closed, and none is made any more",
  async (trouble) => {
    const order = anOrder();
    fake.meets({ ...trouble, path: making });
    expect(await provider.authorise(order)).toEqual(unknown);
    expect(await another().voidAuthorisation(order)).toEqual(voided);
    expect(pagesOf(order)).toEqual(trouble.isDone ? ["expired"] : []);
    if (!trouble.isDone) expect(await provider.authorise(order)).toEqual(referenceVoided);
    expect(pagesOf(order)).not.toContain("open");
  },
);

test("on a page that is voided nobody can pay, whatever was tried on it; voiding again is the same", async () => {
  for (const how of [undefined, "declined", "asked"] as const) {
    const order = await sent();
    if (how) fake.pay(sessionOf(order).id, how);
    for (let n = 0; n < 2; n += 1) expect(await provider.voidAuthorisation(order)).toEqual(voided);
    expect(pagesOf(order)).toEqual(["expired"]);
    expect(paymentsOf(order)).toEqual(how ? ["canceled"] : []);
    expect(await provider.find(order)).toMatchObject({ kind: "found", charge: { status: "voided" } });
  }
});

test("who pays while the page is being closed gets the money back", async () => {
  const order = await sent();
  fake.pay(sessionOf(order).id, "paid");
  expect(await provider.voidAuthorisation(order)).toEqual(voided);
  expect([pagesOf(order), paymentsOf(order)]).toEqual([["complete"], ["canceled"]]);
});

test("what was paid on the page and taken by hand is not voided but told", async () => {
  const order = await sent();
  const intent = fake.pay(sessionOf(order).id, "paid");
  Object.assign(intent, { status: "succeeded", amount_received: intent.amount });
  expect(await provider.voidAuthorisation(order)).toMatchObject({
    kind: "captured",
    charge: { id: intent.id, captured: order.total },
  });
});

test.each(lost)(
  "$how, done: $isDone: a page that was not closed is closed by the next call",
  async (trouble) => {
    const order = await sent();
    fake.meets({ ...trouble, path: expiring });
    expect(await provider.voidAuthorisation(order)).toEqual(unknown);
    expect(await provider.voidAuthorisation(order)).toEqual(voided);
    expect(pagesOf(order)).toEqual(["expired"]);
  },
);

test.skipIf(stripeMock === undefined)("stripe-mock had nothing against what was asked above", () => {
  expect(judge?.complaints).toEqual([]);
});
