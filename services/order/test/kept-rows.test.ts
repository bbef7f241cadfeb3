/**
 * Rows as they were stored by every version so far, read by this one. When a row gets a new field, the files
 * stay as they are and a file with the new shape comes beside them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { collectionOf } from "@shop/kit/mongo/collections";
import mongoose from "mongoose";
import { expect, test } from "vitest";
import { anOrder, newKey, startOrderService } from "./fixtures.ts";

type Row = {
  readonly _id: string;
  readonly updatedAt?: Date;
  readonly timeline?: readonly object[];
  readonly owes?: readonly { readonly kind: string }[];
};
type Kept = { readonly [Name in "orders" | "carts"]: readonly Row[] };

const folder = new URL("kept-rows/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

async function openKept(file: string) {
  const kept = mongoose.mongo.BSON.EJSON.parse(readFileSync(new URL(file, folder), "utf8")) as Kept;
  const shop = await startOrderService();
  for (const [name, rows] of Object.entries(kept))
    if (rows.length > 0)
      await collectionOf<Row>(shop.connection, name).insertMany(
        // MongoDB forgets a cart that nobody touched for long.
        rows.map((row) => (name === "carts" ? { ...row, updatedAt: new Date() } : row)),
      );
  return { shop, kept, alice: await shop.as("alice") };
}

test("there are kept rows in every state that a new order can be found in", () => {
  const states = files.flatMap((file) => {
    const { orders } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as {
      orders: { state: string }[];
    };
    return orders.map(({ state }) => state);
  });
  const all = ["authorising", "cancelled", "compensating", "confirmed", "payment_unknown", "placed"];
  expect([...new Set(states)].toSorted()).toEqual(all);
});

test.each(files)("orders of %s are read and listed, with their timelines", async (file) => {
  const { kept, alice } = await openKept(file);
  const { body: list } = await alice.listOrders({ query: { limit: 100 } });
  expect(list.items.map(({ id }) => id).toSorted()).toEqual(kept.orders.map(({ _id }) => _id).toSorted());
  for (const { _id: id, timeline: told } of kept.orders) {
    const { body: order } = await alice.getOrder({ params: { id } });
    expect(list.items.find((item) => item.id === id)).toEqual(order);
    const { body: timeline } = await alice.getTimeline({ params: { id } });
    expect(timeline.items).toHaveLength(told?.length ?? 0);
  }
});

test.each(files)("orders of %s are cancelled, and the next thing that happens to them too", async (file) => {
  const { shop, kept, alice } = await openKept(file);
  for (const { _id: id } of kept.orders) {
    expect((await alice.cancelOrder({ params: { id } })).body.status).toBe("cancelled");
    if (await shop.owesPayment(id)) await shop.settlePayment(id);
    await shop.hear("catalog.stock_released", { orderId: id, returned: false });
    const { body: order } = await alice.getOrder({ params: { id } });
    expect(order.payment.status).not.toBe("authorised");
  }
});

test.each(files)("carts of %s are read, changed and bought", async (file) => {
  const { shop, kept, alice } = await openKept(file);
  for (const { _id: id } of kept.orders) await alice.cancelOrder({ params: { id } });
  const { body: cart } = await alice.getCart();
  const [line] = cart.lines;
  if (!line) throw new Error("The kept cart is empty");
  const more = await alice.addCartLine({ body: { sku: line.sku, quantity: 1 } });
  expect(more.body).toMatchObject({ version: cart.version + 1, lines: [{ quantity: line.quantity + 1 }] });
  const { lines: _lines, ...fromCart } = anOrder();
  const { body: order } = await alice.placeOrder({ body: fromCart, headers: newKey() });
  await shop.hear("catalog.stock_reserved", { orderId: order.id, expiresAt: "2026-11-21T10:20:00.000Z" });
  await shop.settlePayment(order.id);
  await shop.hear("catalog.stock_committed", { orderId: order.id });
  await shop.settlePayment(order.id);
  expect((await alice.getCart()).body.lines).toEqual([]);
});

test.each(files)("mails of %s that are owed are sent, those that were sent are not", async (file) => {
  const { shop, kept } = await openKept(file);
  for (const { _id: orderId, owes = [] } of kept.orders) {
    const isOwed = owes.some(({ kind }) => kind === "mail");
    expect(await shop.sendMail(orderId)).toBe(isOwed);
    expect(shop.mails.includes(`confirmation:${orderId}`)).toBe(isOwed);
  }
});
