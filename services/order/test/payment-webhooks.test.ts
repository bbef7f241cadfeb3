/** What the payment provider tells by itself: who is believed, and what comes of it. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { moneyText } from "@shop/contracts/language/money-text";
import { webhookSecret } from "@shop/testing/payment-sandbox";
import { until } from "@shop/testing/until";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { sendWebhook, toEvent } from "./sent-webhook.ts";
import { lostAnswers } from "./troubled-wire.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ paymentTimeoutMs: 500 });
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Authorised at the provider, whose answers are lost, so that nobody here knows of it. */
async function unheard() {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  const { id } = order;
  shop.wire.meets(id, "authorise", lostAnswers["the answer is lost"]);
  shop.wire.meets(id, "find", lostAnswers["the answer is lost"]);
  await shop.reserve(id);
  const charge = await until(() => shop.provider.chargesOf(id)[0], "the provider has authorised it");
  const timeline = async () =>
    (await alice.getTimeline({ params: { id }, query: { limit: 100 } })).body.items;
  const count = async (type: string) => (await timeline()).filter((row) => row.type === type).length;
  const read = async () => (await alice.getOrder({ params: { id } })).body;
  return { id, charge, read, timeline, count };
}

const notices = () => shop.connection.collection<{ _id: string; owes: unknown[] }>("payment_notices");

test("authorised by webhook, the order goes on; sent five times at once and once more later, it does so once", async () => {
  const { id, charge, count } = await unheard();
  const body = toEvent("authorised", charge);
  const sent = await Promise.all(Array.from({ length: 5 }, () => sendWebhook(shop.url, { body })));
  expect(sent).toEqual(Array.from({ length: 5 }, () => ({ status: 202 })));
  await shop.untilTold(id, "payment.authorised");
  expect((await sendWebhook(shop.url, { body })).status).toBe(202);
  shop.wire.heal(id);
  await shop.catalogSays(catalogEvents.stockCommitted, { orderId: id });
  await shop.untilIs(id, "confirmed");
  expect(await count("payment.authorised")).toBe(1);
  expect(shop.provider.chargesOf(id)).toMatchObject([{ status: "captured" }]);
});

test("capture and webhook at the same moment: one effect", async () => {
  const { id, charge, count } = await unheard();
  shop.wire.heal(id);
  await sendWebhook(shop.url, { body: toEvent("authorised", charge) });
  await shop.untilTold(id, "payment.authorised");
  const captured = { ...charge, captured: charge.amount };
  const said = shop.catalogSays(catalogEvents.stockCommitted, { orderId: id });
  const sends = Array.from({ length: 20 }, () =>
    sendWebhook(shop.url, { body: toEvent("captured", captured) }),
  );
  await Promise.all([said, ...sends]);
  await shop.untilIs(id, "confirmed");
  expect([await count("payment.captured"), await count("order.confirmed")]).toEqual([1, 1]);
  expect(await shop.announced(id)).toEqual(["order.placed", "order.payment_authorised", "order.confirmed"]);
});

test("an event that comes before its order is kept, through a restart, and used when the order comes", async () => {
  const { id, charge } = await unheard();
  const row = await shop.orders.findOneAndDelete({ _id: id });
  const body = toEvent("authorised", charge);
  expect((await sendWebhook(shop.url, { body })).status).toBe(202);
  await shop.restart();
  const kept = await notices().findOne({ _id: `sandbox:${(JSON.parse(body) as { id: string }).id}` });
  expect(kept?.owes).toHaveLength(1);
  await shop.orders.insertOne(row!);
  await shop.untilTold(id, "payment.authorised");
});

test.for([
  ["another amount", { amount: { amount: 2490, currency: "EUR" } }],
  ["another currency", { amount: { amount: 2489, currency: "USD" } }],
] as const)("%s is held for review and not applied, told once however often it comes", async ([, wrong]) => {
  const { id, charge, count, read, timeline } = await unheard();
  const body = toEvent("authorised", { ...charge, ...wrong });
  for (let n = 0; n < 3; n += 1) expect((await sendWebhook(shop.url, { body })).status).toBe(202);
  await shop.untilTold(id, "payment.held_for_review");
  const held = (await timeline()).find(({ type }) => type === "payment.held_for_review");
  expect(held?.detail).toContain(`${moneyText(wrong.amount)} instead of €24.89`);
  expect((await read()).status).toBe("pending");
  expect([await count("payment.held_for_review"), await count("payment.authorised")]).toEqual([1, 0]);
});

test("declined by webhook, the order ends as declined", async () => {
  const { id, charge, read } = await unheard();
  await sendWebhook(shop.url, { body: toEvent("declined", charge) });
  await shop.untilIs(id, "cancelled");
  expect(await read()).toMatchObject({ reason: "payment_declined", payment: { status: "declined" } });
});

test("late news of an order that was cancelled: the money does not stay", async () => {
  const { id, charge, read } = await unheard();
  await shop.setOwed(id, "deadline", { dueAt: new Date(0) });
  await shop.restart();
  await shop.untilIs(id, "cancelled");
  await sendWebhook(shop.url, { body: toEvent("authorised", charge) });
  shop.wire.heal(id);
  await until(async () => (await shop.owed(id)).length === 0 && (await read()).payment.status === "voided");
  expect((await read()).status).toBe("cancelled");
  expect(shop.provider.chargesOf(id)).toMatchObject([{ status: "voided" }]);
});

const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const other = `whsec_${Buffer.from("somebody else's secret!!").toString("base64")}`;
const body = toEvent("authorised", { orderId: "order-of-nobody" });
const signature = (secret: string, id: string, at: Date, text: string) =>
  new Webhook(secret).sign(id, at, text);

test.for([
  ["another provider", { provider: "paypal" }, 404, "payment.unknown_provider"],
  ["a signature of somebody else", { secret: other }, 401, "payment.bad_signature"],
  ["no signature", { headers: { "webhook-signature": "" } }, 401, "payment.bad_signature"],
  ["half a signature", { headers: { "webhook-signature": "v1" } }, 401, "payment.bad_signature"],
  ["another id than was signed", { headers: { "webhook-id": "msg_1" } }, 401, "payment.bad_signature"],
  ["of six minutes ago", { at: minutes(-6) }, 401, "payment.bad_signature"],
  ["of in six minutes", { at: minutes(6) }, 401, "payment.bad_signature"],
  ["no time", { headers: { "webhook-timestamp": "now" } }, 401, "payment.bad_signature"],
  ["no JSON", { body: "{" }, 400, "payment.bad_event"],
  ["no event", { body: "[]" }, 400, "payment.bad_event"],
  ["no charge", { body: '{"id":"1","type":"payment.captured"}' }, 400, "payment.bad_event"],
  ["an amount below zero", { body: body.replace("2489", "-1") }, 400, "payment.bad_event"],
  ["too much", { body: " ".repeat(100 * 1024 + 1) }, 413, "request.too_large"],
  ["no JSON by its type", { headers: { "content-type": "text/plain" } }, 415, "request.unsupported_type"],
] as const)("%s is refused", async ([, sent, status, code]) => {
  expect(await sendWebhook(shop.url, { body, ...sent })).toEqual({ status, code });
});

test("one byte more than was signed is refused: the signature is over the bytes", async () => {
  const [id, at] = [`msg_${randomUUID()}`, new Date()];
  const headers = { "webhook-id": id, "webhook-signature": signature(webhookSecret, id, at, body) };
  expect((await sendWebhook(shop.url, { body: `${body} `, at, headers })).status).toBe(401);
  expect((await sendWebhook(shop.url, { body, at, headers })).status).toBe(202);
});

test("one good signature among several is enough, as while a secret is changed", async () => {
  const [id, at] = [`msg_${randomUUID()}`, new Date()];
  const signatures = ["v1a,abc", signature(other, id, at, body), signature(webhookSecret, id, at, body)];
  const headers = { "webhook-id": id, "webhook-signature": signatures.join(" ") };
  expect((await sendWebhook(shop.url, { body, at, headers })).status).toBe(202);
});

test("what a later provider tells of besides is taken and left alone", async () => {
  const text = JSON.stringify({ id: randomUUID(), type: "payout.paid", data: {} });
  expect((await sendWebhook(shop.url, { body: text })).status).toBe(202);
  expect(await notices().countDocuments({ _id: { $regex: "payout" } })).toBe(0);
});
