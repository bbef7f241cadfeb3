/** Payment events and dead letters as they were stored, read by this version. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runOrder, type RunningOrder } from "./running-order.ts";

type Row = { readonly _id: string; readonly owes?: readonly object[] };
const text = readFileSync(new URL("kept-rows/2026-11-payments.json", import.meta.url), "utf8");
const kept = mongoose.mongo.BSON.EJSON.parse(text) as Readonly<Record<string, Row[]>>;

/** What an order owes is not due while the test runs; what an event owes is. */
const dueAt = new Date(Date.now() + 60 * 60_000);
const orders = (kept["orders"] ?? []).map(({ owes = [], ...row }) => ({
  ...row,
  owes: owes.map((task) => ({ ...task, dueAt })),
}));

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
  await shop.connection.collection<Row>("orders").insertMany(orders);
  await shop.connection.collection<Row>("dead_letters").insertMany(kept["dead_letters"] ?? []);
});
afterAll(() => shop[Symbol.asyncDispose]());

test("an order whose bank waits for the customer says where, until its kept event goes on with it", async () => {
  const alice = await shop.as("alice");
  const params = { id: "order-action" };
  const { payment } = (await alice.getOrder({ params })).body;
  expect(payment).toMatchObject({ status: "pending", actionUrl: "https://bank.example.com/confirm/1" });
  await shop.connection.collection<Row>("payment_notices").insertMany(kept["payment_notices"] ?? []);
  await shop.restart();
  await shop.untilTold(params.id, "payment.authorised");
  expect((await alice.getOrder({ params })).body.payment.actionUrl).toBeUndefined();
});

test("a dead letter is shown as it was kept", async () => {
  const admin = await shop.as(randomUUID(), "admin");
  const id = "0123456789abcdef0123456789abcdef";
  const { body } = await admin.getOrderDeadLetter({ params: { id } });
  expect(body).toMatchObject({ reason: "event.invalid", history: [{ what: "died" }] });
  expect(JSON.parse(body.body)).toEqual({ id: body.messageId, name: body.event });
});
