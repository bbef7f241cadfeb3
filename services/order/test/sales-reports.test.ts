/** What was sold, as staff sees it, and that it is what the orders say. */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { orderEvents } from "@shop/contracts/order/events";
import { euros } from "@shop/contracts/language/values";
import { collectionOf } from "@shop/kit/mongo/collections";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ordersOf } from "../src/orders/order-rows.ts";
import { rebuildSales } from "../src/reports/rebuild-sales.ts";
import { createSaleStore, type SaleRow } from "../src/reports/sale-store.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
let staff: Awaited<ReturnType<RunningOrder["as"]>>;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
  staff = await shop.as("staff", "staff");
});
afterAll(() => shop[Symbol.asyncDispose]());

const salesOf = () => collectionOf<SaleRow>(shop.connection, "sales");
const shipping = 490;

/** A confirmed order that counts in the report; `at`: as if its money had been captured then. */
async function sold(
  quantity: number,
  { productId = randomUUID(), at }: { productId?: string; at?: string } = {},
) {
  const sku = shop.sells({ productId, name: `Cover of ${productId}` });
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({
    body: anOrder({ lines: [{ sku, quantity }] }),
    headers: newKey(),
  });
  await shop.confirmed(order.id);
  await until(() => salesOf().findOne({ _id: order.id }), `${order.id} is in the report`);
  if (at !== undefined) await happened(order.id, at);
  return { id: order.id, alice, sku, productId };
}

async function happened(orderId: string, at: string): Promise<void> {
  const captured = { "timeline.$[told].at": new Date(at) };
  const arrayFilters = [{ "told.type": "payment.captured" }];
  await shop.orders.updateOne({ _id: orderId }, { $set: captured }, { arrayFilters });
  await rebuild();
}

const rebuild = () => rebuildSales(createSaleStore({ orders: ordersOf(shop.connection), sales: salesOf() }));

type Query = NonNullable<NonNullable<Parameters<typeof staff.getSalesReport>[0]>["query"]>;
const report = async (query: Query) => (await staff.getSalesReport({ query })).body;

test("a day's orders, units and money are reported with shipping, and a day without any has its row", async () => {
  const { productId } = await sold(2, { at: "2025-01-01T12:00:00.000Z" });
  await sold(1, { productId, at: "2025-01-03T00:00:00.000Z" });
  expect(await report({ from: "2025-01-01", to: "2025-01-03" })).toEqual({
    items: [
      {
        from: "2025-01-01T00:00:00.000Z",
        revenue: euros(3998 + shipping),
        orders: 1,
        units: 2,
        refunds: euros(0),
      },
      { from: "2025-01-02T00:00:00.000Z", revenue: euros(0), orders: 0, units: 0, refunds: euros(0) },
      {
        from: "2025-01-03T00:00:00.000Z",
        revenue: euros(1999 + shipping),
        orders: 1,
        units: 1,
        refunds: euros(0),
      },
    ],
    top: [{ productId, name: `Cover of ${productId}`, units: 3, revenue: euros(5997) }],
  });
});

test("an order of half past eleven is yesterday's in London and today's in Berlin", async () => {
  await sold(1, { at: "2025-02-01T23:30:00.000Z" });
  const ordersIn = async (timeZone: string) =>
    (await report({ from: "2025-02-01", to: "2025-02-02", timeZone })).items.map(({ orders }) => orders);
  expect(await ordersIn("Europe/London")).toEqual([1, 0]);
  expect(await ordersIn("Europe/Berlin")).toEqual([0, 1]);
  expect(await ordersIn("Asia/Kathmandu")).toEqual([0, 1]);
});

test("a week's and a month's sales are those of their days", async () => {
  await sold(1, { at: "2025-03-02T22:00:00.000Z" });
  await sold(1, { at: "2025-03-03T08:00:00.000Z" });
  const weeks = await report({ from: "2025-03-01", to: "2025-03-09", by: "week" });
  expect(weeks.items.map(({ from, orders }) => [from.slice(0, 10), orders])).toEqual([
    ["2025-02-24", 1],
    ["2025-03-03", 1],
  ]);
  const [march] = (await report({ from: "2025-03-01", to: "2025-03-31", by: "month" })).items;
  expect(march).toMatchObject({ from: "2025-03-01T00:00:00.000Z", orders: 2, units: 2 });
});

test("only what was captured between two moments counts", async () => {
  await sold(1, { at: "2025-04-01T10:00:00.000Z" });
  const ordersIn = async (from: string, to: string) => (await report({ from, to })).items[0]?.orders;
  expect(await ordersIn("2025-04-01T10:00:00.000Z", "2025-04-01T10:00:00.000Z")).toBe(1);
  expect(await ordersIn("2025-04-01T10:00:00.001Z", "2025-04-01T11:00:00.000Z")).toBe(0);
  expect(await ordersIn("2025-04-01T09:00:00.000Z", "2025-04-01T09:59:59.999Z")).toBe(0);
});

test("an order that is cancelled later adds nothing any more, however late that it was confirmed is told", async () => {
  const { id, alice } = await sold(1);
  const today = async () => (await report({})).items.at(-1)?.orders ?? 0;
  const before = await today();
  await alice.cancelOrder({ params: { id } });
  await until(async () => (await today()) === before - 1, "it adds nothing");
  const late = orderEvents.orderConfirmed.of({
    orderId: id,
    customerId: "alice",
    lines: [{ sku: "A", quantity: 1 }],
    total: euros(1),
  });
  for (let time = 0; time < 3; time += 1) await shop.ear.say(late);
  await shop.ear.untilTaken("order");
  await shop.restart();
  expect(await today()).toBe(before - 1);
});

test("an order that nobody paid for is not in the report", async () => {
  const alice = await shop.as();
  const { body } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  await alice.cancelOrder({ params: { id: body.id } });
  await shop.ear.untilTaken("order");
  await shop.restart();
  expect(await salesOf().findOne({ _id: body.id })).toBeNull();
});

test("a refund counts on its own day, once it is done", async () => {
  const { id } = await sold(2, { at: "2025-05-01T12:00:00.000Z" });
  const refund = { amount: euros(700), lines: [], shipping: euros(0), reason: null };
  const refunds = [
    {
      ...refund,
      id: "1",
      status: "done",
      createdAt: new Date("2025-05-01T13:00:00.000Z"),
      doneAt: new Date("2025-05-02T00:00:00.000Z"),
    },
    { ...refund, id: "2", status: "pending", createdAt: new Date("2025-05-02T01:00:00.000Z"), doneAt: null },
  ];
  await shop.orders.updateOne({ _id: id }, { $set: { refunds }, $inc: { revision: 1 } } as never);
  for (let time = 0; time < 3; time += 1)
    await shop.ear.say(orderEvents.orderRefunded.of({ orderId: id, amount: euros(700) }));
  await until(async () => (await salesOf().findOne({ _id: id }))?.refunds?.length === 1, "the refund counts");
  const { items } = await report({ from: "2025-05-01", to: "2025-05-02" });
  expect(items.map(({ revenue, refunds: back }) => [revenue.amount, back.amount])).toEqual([
    [3998 + shipping, 0],
    [0, 700],
  ]);
});

test("another currency's sales are another report", async () => {
  await sold(1, { at: "2025-06-01T12:00:00.000Z" });
  const { items, top } = await report({ from: "2025-06-01", to: "2025-06-01", currency: "JPY" });
  expect(items).toMatchObject([{ revenue: { amount: 0, currency: "JPY" }, orders: 0 }]);
  expect(top).toEqual([]);
});

test("the products that brought most stand on top, ten of them", async () => {
  const products = Array.from({ length: 12 }, (_, index) => `p${index}`);
  await Promise.all(
    products.map((productId, index) => sold(index + 1, { productId, at: "2025-07-01T12:00:00.000Z" })),
  );
  const { top } = await report({ from: "2025-07-01", to: "2025-07-01" });
  expect(top.map(({ productId, units }) => [productId, units])).toEqual(
    products
      .map((productId, index) => [productId, index + 1])
      .toReversed()
      .slice(0, 10),
  );
});

test("made anew from the orders, the sales are what they were; what was lost is back, what was wrong is right", async () => {
  await sold(1);
  // Orders go on meanwhile: a mail that was sent is a revision more, and no other sale.
  const all = () =>
    salesOf()
      .find({}, { sort: { _id: 1 }, projection: { revision: 0 } })
      .toArray();
  await rebuild();
  const before = await all();
  expect(before.length).toBeGreaterThan(0);
  const [lost, wrong] = before;
  if (!lost || !wrong) throw new Error("There are too few sales");
  await salesOf().deleteOne({ _id: lost._id });
  await salesOf().updateOne({ _id: wrong._id }, { $set: { revenue: 1, units: 99 } });
  const command = [fileURLToPath(new URL("../src/rebuild-sales.ts", import.meta.url))];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    env: { MONGO_URL: shop.mongoUrl },
  });
  const { orders, written } = JSON.parse(stdout) as { orders: number; written: number };
  expect(await all()).toEqual(before);
  expect(written).toBeGreaterThanOrEqual(2);
  expect(orders).toBe(await shop.orders.countDocuments());
  await until(async () => (await rebuild()).written === 0, "there is nothing left to write");
});

test("the sums of a report are read from an index alone", async () => {
  const plan = await salesOf()
    .aggregate([
      { $match: { currency: "EUR", capturedAt: { $gte: new Date(0), $lte: new Date() } } },
      {
        $group: {
          _id: { $dateTrunc: { date: "$capturedAt", unit: "minute", binSize: 15 } },
          revenue: { $sum: "$revenue" },
          units: { $sum: "$units" },
        },
      },
    ])
    .explain("executionStats");
  expect(JSON.stringify(plan)).toContain('"totalDocsExamined":0');
  expect(JSON.stringify(plan)).not.toContain("COLLSCAN");
});
