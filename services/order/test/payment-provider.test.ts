/** The client of the payment provider, on a wire where things get lost: what it answers, and what is true by then. */
import { randomUUID } from "node:crypto";
import { euros, type Money } from "@shop/contracts/language/values";
import { createHttpClient } from "@shop/kit/http/client";
import { startPaymentSandbox, type PaymentSandbox } from "@shop/testing/payment-sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Order } from "../src/orders/order.ts";
import type { PaymentProvider } from "../src/payments/provider.ts";
import { createSandboxProvider } from "../src/payments/sandbox-provider.ts";
import { placed } from "./placed-order.ts";
import {
  lostAnswers,
  lostRequests,
  startTroubledWire,
  type Trouble,
  type TroubledWire,
} from "./troubled-wire.ts";

let sandbox: PaymentSandbox;
let wire: TroubledWire;
let provider: PaymentProvider;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  sandbox = open.use(await startPaymentSandbox());
  wire = open.use(await startTroubledWire(sandbox.url));
  const timeoutMs = 500;
  provider = createSandboxProvider(
    createHttpClient({ name: "payment", baseUrl: wire.url, timeoutMs, hasBreaker: false }),
  );
});
afterAll(() => open[Symbol.asyncDispose]());

const refundOf = (charge: { readonly id: string; readonly captured: Money }, id = "refund-1") => ({
  id,
  chargeId: charge.id,
  amount: charge.captured,
  reason: "cancelled",
});
const chargesOf = ({ id }: { readonly id: string }) => sandbox.chargesOf(id);

function anOrder(token = "tok_ok") {
  const { order } = placed({ id: randomUUID(), payment: { method: "card", token } });
  return order;
}

async function authorised() {
  const order = anOrder();
  const answer = await provider.authorise(order);
  if (answer.kind !== "authorised") throw new Error(`The sandbox said ${answer.kind}`);
  return { order, chargeId: answer.chargeId };
}

async function chargeOf(order: Order) {
  const answer = await provider.find(order);
  if (answer.kind !== "found") throw new Error(`The sandbox has ${answer.kind}`);
  return answer.charge;
}

const unknown = { kind: "unknown" };

test.concurrent.for(Object.entries(lostRequests))(
  "when %s: unknown, nothing is held, and the same call again does it once",
  async ([, trouble]) => {
    const order = anOrder();
    wire.meets(order.id, "authorise", trouble, 1);
    expect(await provider.authorise(order)).toEqual(unknown);
    expect(await provider.find(order)).toEqual({ kind: "nothing" });
    expect(await provider.authorise(order)).toMatchObject({ kind: "authorised" });
    expect(chargesOf(order)).toMatchObject([{ status: "authorised", amount: order.total }]);
  },
);

test.concurrent.for(Object.entries(lostAnswers))(
  "when %s: unknown, the charge is found, and the same call again makes no second one",
  async ([, trouble]) => {
    const order = anOrder();
    wire.meets(order.id, "authorise", trouble, 1);
    expect(await provider.authorise(order)).toEqual(unknown);
    const [charge] = chargesOf(order);
    expect(await provider.find(order)).toMatchObject({ kind: "found", charge: { id: charge?.id } });
    expect(await provider.authorise(order)).toEqual({ kind: "authorised", chargeId: charge?.id });
    expect(chargesOf(order)).toEqual([charge]);
  },
);

test.concurrent.for(Object.entries({ ...lostRequests, ...lostAnswers }))(
  "when %s: a capture, a void, a refund and a question are unknown too, and done once when they are repeated",
  async ([, trouble]) => {
    const { order, chargeId } = await authorised();
    for (const call of ["find", "capture", "refund"] as const) wire.meets(order.id, call, trouble, 1);
    expect(await provider.find(order)).toEqual(unknown);
    expect(await provider.capture(order, chargeId)).toEqual(unknown);
    expect(await provider.capture(order, chargeId)).toEqual({ kind: "captured" });
    const charge = await chargeOf(order);
    expect(await provider.refund(order, refundOf(charge))).toEqual(unknown);
    expect(await provider.refund(order, refundOf(charge))).toEqual({ kind: "refunded" });
    const { total } = order;
    expect(chargesOf(order)).toMatchObject([{ status: "refunded", captured: total, refunded: total }]);

    const another = await authorised();
    wire.meets(another.order.id, "void", trouble, 1);
    expect(await provider.voidAuthorisation(another.order)).toEqual(unknown);
    expect(await provider.voidAuthorisation(another.order)).toEqual({ kind: "voided" });
    expect(chargesOf(another.order)).toMatchObject([{ status: "voided" }]);
  },
);

test("an answer is read by what it says, whatever type it is said to be", async () => {
  const order = anOrder();
  const mislabelled: Trouble = async ({ pass, response }) => {
    const { status, body } = await pass();
    response.writeHead(status, { "content-type": "text/plain" }).end(body);
  };
  wire.meets(order.id, "authorise", mislabelled);
  expect(await provider.authorise(order)).toMatchObject({ kind: "authorised" });
});

test("an answer that is slower than the limit is unknown, though the charge is made in the end", async () => {
  const order = anOrder("tok_slow");
  expect(await provider.authorise(order)).toEqual(unknown);
  expect(await provider.find(order)).toEqual({ kind: "nothing" });
  await expect.poll(() => provider.find(order)).toMatchObject({ kind: "found" });
  expect(chargesOf(order)).toHaveLength(1);
});

test("after a void under its reference an authorisation that is still on its way is refused for good", async () => {
  const order = anOrder("tok_slow");
  expect(await provider.authorise(order)).toEqual(unknown);
  expect(await provider.voidAuthorisation(order)).toEqual({ kind: "voided" });
  expect(await provider.authorise(order)).toEqual({
    kind: "refused",
    reason: "payment.reference_voided",
  });
  expect(chargesOf(order)).toEqual([]);
});

test("the provider's own no is a no, with its reason", async () => {
  expect(await provider.authorise(anOrder("tok_insufficient_funds"))).toEqual({
    kind: "declined",
    reason: "insufficient_funds",
  });
  const { order, chargeId } = await authorised();
  await provider.voidAuthorisation(order);
  expect(await provider.capture(order, chargeId)).toEqual({ kind: "refused", reason: "charge.voided" });
});

test("what was taken is not voided but told, and given back to the cent", async () => {
  const { order, chargeId } = await authorised();
  expect(await provider.capture(order, chargeId)).toEqual({ kind: "captured" });
  const charge = await chargeOf(order);
  expect(await provider.voidAuthorisation(order)).toEqual({ kind: "captured", charge });
  expect(await provider.refund(order, refundOf(charge))).toEqual({ kind: "refunded" });
  expect(chargesOf(order)).toMatchObject([{ status: "refunded", refunded: order.total }]);
});

test("parts are given back each under a key of its own, once, and never more than was taken", async () => {
  const { order, chargeId } = await authorised();
  await provider.capture(order, chargeId);
  const part = (id: string, amount: number) => ({ id, chargeId, amount: euros(amount), reason: "damaged" });
  const total = order.total.amount;
  expect(await provider.findRefund(order, part("a", 1000))).toEqual({ kind: "nothing" });
  expect(await provider.refund(order, part("a", 1000))).toEqual({ kind: "refunded" });
  expect(await provider.refund(order, part("a", 1000))).toEqual({ kind: "refunded" });
  expect(await provider.refund(order, part("b", 1000))).toEqual({ kind: "refunded" });
  expect(chargesOf(order)).toMatchObject([{ status: "partially_refunded", refunded: euros(2000) }]);
  const reason = "charge.refund_too_large";
  expect(await provider.refund(order, part("c", total - 1999))).toEqual({ kind: "refused", reason });
  expect(await provider.findRefund(order, part("c", total - 1999))).toEqual({ kind: "nothing" });
  expect(await provider.refund(order, part("d", total - 2000))).toEqual({ kind: "refunded" });
  expect(await provider.findRefund(order, part("d", total - 2000))).toEqual({ kind: "found" });
  expect(chargesOf(order)).toMatchObject([{ status: "refunded", refunded: order.total }]);
});

test("a refund whose answer is lost is found, and nothing is said of it while nobody answers", async () => {
  const { order, chargeId } = await authorised();
  await provider.capture(order, chargeId);
  const part = { id: "a", chargeId, amount: euros(1), reason: "late" };
  wire.meets(order.id, "refund", lostAnswers["the answer is lost"], 1);
  expect(await provider.refund(order, part)).toEqual(unknown);
  wire.meets(order.id, "find", lostRequests["something on the way refuses as the provider would"], 1);
  expect(await provider.findRefund(order, part)).toEqual(unknown);
  expect(await provider.findRefund(order, part)).toEqual({ kind: "found" });
});
