/** What reports are counted from is what the orders say, whatever was told, lost or broken. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { orderEvents } from "@shop/contracts/order/events";
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { openSales } from "./sold-orders.ts";

let shop: RunningOrder;
let books: Awaited<ReturnType<typeof openSales>>;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
  books = await openSales(shop);
});
afterAll(() => shop[Symbol.asyncDispose]());

test("an order that is cancelled later adds nothing any more, however late that it was confirmed is told", async () => {
  const { id, alice } = await books.sold(1);
  const today = async () => (await books.report({})).items.at(-1)?.orders ?? 0;
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
  expect(await books.sales.findOne({ _id: body.id })).toBeNull();
});

test("made anew from the orders, the sales are what they were; what was lost is back, what was wrong is right", async () => {
  await books.sold(1);
  // Orders go on meanwhile: a mail that was sent is a revision more, and no other sale.
  const all = () => books.sales.find({}, { sort: { _id: 1 }, projection: { revision: 0 } }).toArray();
  await books.rebuild();
  const before = await all();
  expect(before.length).toBeGreaterThan(0);
  const [lost, wrong] = before;
  if (!lost || !wrong) throw new Error("There are too few sales");
  const [{ _id: lostId }, { _id: wrongId }] = [lost, wrong];
  await books.sales.deleteOne({ _id: lostId });
  await books.sales.updateOne({ _id: wrongId }, { $set: { revenue: 1, units: 99 } });
  const command = [fileURLToPath(new URL("../src/rebuild-sales.ts", import.meta.url))];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    env: { MONGO_URL: shop.mongoUrl },
  });
  const { orders, written } = JSON.parse(stdout) as { orders: number; written: number };
  expect(await all()).toEqual(before);
  expect(written).toBeGreaterThanOrEqual(2);
  expect(orders).toBe(await shop.orders.countDocuments());
  await until(async () => (await books.rebuild()).written === 0, "there is nothing left to write");
});

test("the sums of a report are read from an index alone", async () => {
  const plan = await books.sales
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
