/** What was sold, as staff sees it. */
import { orderEvents } from "@shop/contracts/order/events";
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runOrder, type RunningOrder } from "./running-order.ts";
import { openSales, shipping } from "./sold-orders.ts";

let shop: RunningOrder;
let books: Awaited<ReturnType<typeof openSales>>;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
  books = await openSales(shop);
});
afterAll(() => shop[Symbol.asyncDispose]());

test("a moment may be told to any digit of a second", async () => {
  const { productId } = await books.sold(1, { at: "2024-05-01T12:00:00.123Z" });
  const report = { from: "2024-05-01T12:00:00.1230000000000Z", to: "2024-05-01T12:00:00.12399999999Z" };
  expect((await books.report(report)).top).toMatchObject([{ productId, units: 1 }]);
});

test("a day's orders, units and money are reported with shipping, and a day without any has its row", async () => {
  const { productId } = await books.sold(2, { at: "2025-01-01T12:00:00.000Z" });
  await books.sold(1, { productId, at: "2025-01-03T00:00:00.000Z" });
  expect(await books.report({ from: "2025-01-01", to: "2025-01-03" })).toEqual({
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
  await books.sold(1, { at: "2025-02-01T23:30:00.000Z" });
  const ordersIn = async (timeZone: string) =>
    (await books.report({ from: "2025-02-01", to: "2025-02-02", timeZone })).items.map(
      ({ orders }) => orders,
    );
  expect(await ordersIn("Europe/London")).toEqual([1, 0]);
  expect(await ordersIn("Europe/Berlin")).toEqual([0, 1]);
  expect(await ordersIn("Asia/Kathmandu")).toEqual([0, 1]);
});

test("a week's and a month's sales are those of their days", async () => {
  await books.sold(1, { at: "2025-03-02T22:00:00.000Z" });
  await books.sold(1, { at: "2025-03-03T08:00:00.000Z" });
  const weeks = await books.report({ from: "2025-03-01", to: "2025-03-09", by: "week" });
  expect(weeks.items.map(({ from, orders }) => [from.slice(0, 10), orders])).toEqual([
    ["2025-02-24", 1],
    ["2025-03-03", 1],
  ]);
  const [march] = (await books.report({ from: "2025-03-01", to: "2025-03-31", by: "month" })).items;
  expect(march).toMatchObject({ from: "2025-03-01T00:00:00.000Z", orders: 2, units: 2 });
});

test("only what was captured between two moments counts", async () => {
  await books.sold(1, { at: "2025-04-01T10:00:00.000Z" });
  const ordersIn = async (from: string, to: string) => (await books.report({ from, to })).items[0]?.orders;
  expect(await ordersIn("2025-04-01T10:00:00.000Z", "2025-04-01T10:00:00.000Z")).toBe(1);
  expect(await ordersIn("2025-04-01T10:00:00.001Z", "2025-04-01T11:00:00.000Z")).toBe(0);
  expect(await ordersIn("2025-04-01T09:00:00.000Z", "2025-04-01T09:59:59.999Z")).toBe(0);
});

test("a refund counts on its own day, once it is done", async () => {
  const { id } = await books.sold(2, { at: "2025-05-01T12:00:00.000Z" });
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
  await until(
    async () => (await books.sales.findOne({ _id: id }))?.refunds?.length === 1,
    "the refund counts",
  );
  const { items } = await books.report({ from: "2025-05-01", to: "2025-05-02" });
  expect(items.map(({ revenue, refunds: back }) => [revenue.amount, back.amount])).toEqual([
    [3998 + shipping, 0],
    [0, 700],
  ]);
});

test("another currency's sales are another report", async () => {
  await books.sold(1, { at: "2025-06-01T12:00:00.000Z" });
  const { items, top } = await books.report({ from: "2025-06-01", to: "2025-06-01", currency: "JPY" });
  expect(items).toMatchObject([{ revenue: { amount: 0, currency: "JPY" }, orders: 0 }]);
  expect(top).toEqual([]);
});

test("the products that brought most stand on top, ten of them", async () => {
  const products = Array.from({ length: 12 }, (_, index) => `p${index}`);
  await Promise.all(
    products.map((productId, index) => books.sold(index + 1, { productId, at: "2025-07-01T12:00:00.000Z" })),
  );
  const { top } = await books.report({ from: "2025-07-01", to: "2025-07-01" });
  expect(top.map(({ productId, units }) => [productId, units])).toEqual(
    products
      .map((productId, index) => [productId, index + 1])
      .toReversed()
      .slice(0, 10),
  );
});
