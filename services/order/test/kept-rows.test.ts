/**
 * Rows as they were stored by every version so far, read by this one. When a row gets a new field, the files
 * stay as they are and a file with the new shape comes beside them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { collectionOf } from "@shop/kit/mongo/collections";
import mongoose from "mongoose";
import { expect, onTestFinished, test } from "vitest";
import type { Task } from "../src/orders/order.ts";
import { anOrder, longAgo, newKey, runOrder, type RunningOrder } from "./running-order.ts";

type Row = {
  readonly _id: string;
  readonly number?: string;
  readonly updatedAt?: Date;
  readonly timeline?: readonly object[];
  readonly owes?: readonly { readonly kind: string }[];
};
type Kept = { readonly [Name in "orders" | "carts"]: readonly Row[] };

const folder = new URL("kept-rows/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

const inAnHour = new Date(Date.now() + 60 * 60_000);

/** Nothing that an order owes is due before a test says so; MongoDB forgets a cart that nobody touched for long. */
const fresh = (row: Row): Row => ({
  ...row,
  ...(row.owes && { owes: row.owes.map((task) => ({ ...task, dueAt: inAnHour })) }),
  ...(row.updatedAt && { updatedAt: new Date() }),
});

async function openKept(file: string) {
  const kept = mongoose.mongo.BSON.EJSON.parse(readFileSync(new URL(file, folder), "utf8")) as Kept;
  const shop = await runOrder();
  onTestFinished(() => shop[Symbol.asyncDispose]());
  for (const [name, rows] of Object.entries(kept))
    if (rows.length > 0) await collectionOf<Row>(shop.connection, name).insertMany(rows.map(fresh));
  return { shop, kept, alice: await shop.as("alice") };
}

/** What orders owe of this kind is due, and done when this resolves. */
async function doOwed(shop: RunningOrder, kept: Kept, kind: Task["kind"]): Promise<void> {
  for (const { _id: id } of kept.orders) {
    const isOwed = (await shop.owed(id)).some((task) => task.kind === kind);
    if (isOwed) await shop.setOwed(id, kind, { dueAt: longAgo });
  }
  await shop.restart();
  for (const { _id: id } of kept.orders) await shop.untilDone(id, kind);
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
  for (const { _id: id } of kept.orders)
    expect((await alice.cancelOrder({ params: { id } })).body.status).toBe("cancelled");
  await doOwed(shop, kept, "return_money");
  for (const { _id: id } of kept.orders) {
    await shop.catalogSays(catalogEvents.stockReleased, { orderId: id, returned: false });
    await shop.untilTold(id, "stock.released");
    const { body: order } = await alice.getOrder({ params: { id } });
    expect(order.payment.status).not.toBe("authorised");
    expect((await shop.owed(id)).filter(({ kind }) => kind === "return_money")).toEqual([]);
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
  await shop.confirmed(order.id);
  expect((await alice.getCart()).body.lines).toEqual([]);
});

test.each(files)("mails of %s that are owed are sent, those that were sent are not", async (file) => {
  const { shop, kept } = await openKept(file);
  await doOwed(shop, kept, "mail");
  for (const { number, owes = [] } of kept.orders) {
    const isOwed = owes.some(({ kind }) => kind === "mail");
    const mails = shop.mail.mails.filter(({ headers }) => headers.includes(number ?? ""));
    expect(mails).toHaveLength(isOwed ? 1 : 0);
  }
});
