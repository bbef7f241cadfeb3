/** Orders with parcels, refunds and invoices, as they were stored by every version so far, read and moved on by this one. */
import { readdirSync, readFileSync } from "node:fs";
import { euros } from "@shop/contracts/language/values";
import { collectionOf } from "@shop/kit/mongo/collections";
import mongoose from "mongoose";
import { expect, onTestFinished, test } from "vitest";
import type { OrderRow } from "../src/orders/order-rows.ts";
import { longAgo, newKey, runOrder } from "./running-order.ts";

const folder = new URL("kept-rows/sold/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

const inAnHour = new Date(Date.now() + 60 * 60_000);
const fresh = (row: OrderRow): OrderRow => ({
  ...row,
  owes: row.owes.map((task) => ({ ...task, dueAt: inAnHour })),
});

async function openKept(file: string) {
  const text = readFileSync(new URL(file, folder), "utf8");
  const { orders } = mongoose.mongo.BSON.EJSON.parse(text) as { orders: readonly OrderRow[] };
  const shop = await runOrder();
  onTestFinished(() => shop[Symbol.asyncDispose]());
  await collectionOf<OrderRow>(shop.connection, "orders").insertMany(orders.map(fresh));
  const [alice, staff] = await Promise.all([shop.as("alice"), shop.as("bob", "staff")]);
  return { shop, orders, alice, staff };
}

test("there are kept rows in every state after the sale", () => {
  const states = files.flatMap((file) => {
    const { orders } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { orders: OrderRow[] };
    return orders.map(({ state }) => state);
  });
  expect([...new Set(states)].toSorted()).toEqual(["cancelled", "confirmed", "delivered", "shipped"]);
});

test.each(files)("orders of %s are read, and their invoices are what they were", async (file) => {
  const { orders, alice } = await openKept(file);
  for (const { _id: id, invoice, refunds = [], shipments = [] } of orders) {
    const { body: order } = await alice.getOrder({ params: { id } });
    expect(order.shipments.map((shipment) => shipment.id)).toEqual(shipments.map((kept) => kept.id));
    expect(order.refunds.map((refund) => refund.amount)).toEqual(refunds.map((kept) => kept.amount));
    const { body } = await alice.getInvoice({ params: { id } });
    expect(body.number).toBe(invoice?.number);
    expect(body.creditNotes.map(({ number }) => number)).toEqual(
      refunds.flatMap(({ creditNote }) => creditNote ?? []),
    );
  }
});

test("a kept credit note tells its taxes, unless nobody kept which line is of which of several rates", async () => {
  const taxed = async (file: string, id: string) => {
    const { alice } = await openKept(file);
    const { body } = await alice.getInvoice({ params: { id } });
    return body.creditNotes.map(({ taxes }) => taxes);
  };
  const [whole, book] = [
    { rate: 1900, net: euros(1680), tax: euros(319) },
    { rate: 700, net: euros(1000), tax: euros(70) },
  ];
  expect(await taxed("2026-11-after-sale.json", "order-part-shipped")).toEqual([[whole]]);
  expect(await taxed("2026-11-29-two-rates.json", "order-with-line-rates")).toEqual([[book]]);
  expect(await taxed("2026-11-29-two-rates.json", "order-without-line-rates")).toEqual([undefined]);
});

test.each(files)("orders of %s are shipped, delivered and refunded further", async (file) => {
  const { shop, orders, staff } = await openKept(file);
  for (const { _id: id, state, refunds = [] } of orders) {
    const params = { id };
    const body = { carrier: "DHL", trackingNumber: "1" };
    const shipped = await staff.shipOrder({ params, body, headers: newKey() });
    expect([id, shipped.status]).toEqual([id, state === "confirmed" ? 201 : 409]);
    const { body: order } = await staff.getOrder({ params });
    for (const { id: shipmentId } of order.shipments)
      expect((await staff.deliverShipment({ params: { id, shipmentId } })).status).toBe(200);
    const pending = refunds.filter(({ status }) => status === "pending");
    if (pending.length === 0) continue;
    await shop.setOwed(id, "refund", { dueAt: longAgo });
    await shop.restart();
    // The sandbox of this test has never heard of the charge.
    await shop.untilTold(id, "refund.failed");
  }
});
