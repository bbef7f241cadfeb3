/**
 * What lies in a database that an earlier process has filled. `kept-rows/` holds a row of every shape that today's
 * layout allows, as MongoDB's extended JSON: add one when a shape changes, and never change one that is there.
 */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReservationRow } from "../src/stock/reservation-rows.ts";
import type { StockRow } from "../src/stock/stock-rows.ts";
import { fillKeptRows } from "./fill-kept-rows.ts";
import { aProduct, ifMatch, runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let ear: BusEar;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  const { mongoUrl, amqpUrl } = await fillKeptRows(open);
  ear = open.use(await listenTo(amqpUrl, catalogEvents));
  catalog = open.use(await runCatalog({ mongoUrl, amqpUrl, currencies: ["EUR", "JPY"] }));
});
afterAll(() => open[Symbol.asyncDispose]());

const reservationOf = (_id: string) => catalog.rows<ReservationRow>("reservations").findOne({ _id });

test("what was not published is published once the service runs, and leaves its documents", async () => {
  const names = async (id: string, count: number) => (await ear.eventsOf(id, count)).map(({ name }) => name);
  expect(await names("kept-2", 2)).toEqual(["catalog.product_changed", "catalog.product_changed"]);
  expect(await names("kept-2-BLK", 1)).toEqual(["catalog.stock_level_changed"]);
  // Its hold has ended meanwhile, and what that announces may be heard first.
  expect(await names("o-forgotten", 2)).toEqual(["catalog.stock_reserved", "catalog.stock_released"]);
  for (const name of ["products", "stock", "reservations"])
    await until(async () => {
      const left = await catalog.rows(name).countDocuments({ "outbox.dueAt": { $type: "date" } });
      return left === 0;
    }, `nothing is unsent in ${name}`);
});

test.each(["kept-1", "kept-2", "kept-5"])(
  "the product %s is shown, listed, quoted and edited",
  async (id) => {
    const shown = await catalog.public.getProduct({ params: { id: `${id}-cover` } });
    expect(shown.body).toMatchObject({
      id,
      attributes: { material: "silicone" },
      options: [{ name: "Color", values: ["Black"] }],
      variants: [{ sku: `${id}-BLK`, name: "Black", options: { Color: "Black" }, inStock: true }],
      categories: [{ id: "kept-covers" }],
      rating: { average: 4, count: 1 },
      reviews: [{ title: "Good" }],
      version: 2,
      createdAt: "2026-11-20T10:00:00.000Z",
    });
    const { body: list } = await catalog.public.listProducts({ query: { category: "kept-phones" } });
    expect(list.items.map((item) => item.id)).toContain(id);
    const { body: quotes } = await catalog.internal.quote({ body: { skus: [`${id}-BLK`] } });
    expect(quotes.items).toMatchObject([
      { productId: id, name: `${shown.body.name}, Black`, price: euros(1999) },
    ]);
    const target = { params: { id }, headers: ifMatch(shown) };
    const edited = await catalog.staff.updateProduct({
      ...target,
      body: { attributes: { "Weight (g)": "42" } },
    });
    expect(edited.body).toMatchObject({
      attributes: { material: "silicone", "Weight (g)": "42" },
      version: 3,
    });
  },
);

test("rows from before there were lists by name, rating and currency stand in them", async () => {
  const category = "kept-phones";
  const idsOf = async (query: { sort: "name" | "rating" | "price"; currency?: string }) =>
    (await catalog.public.listProducts({ query: { category, ...query } })).body.items.map(({ id }) => id);
  const all = ["kept-1", "kept-2", "kept-5"];
  expect(await idsOf({ sort: "name" })).toEqual(all);
  expect((await idsOf({ sort: "rating" })).toSorted()).toEqual(all);
  expect(await idsOf({ sort: "price" })).toEqual(all);
  expect(await idsOf({ sort: "price", currency: "JPY" })).toEqual(["kept-5"]);
  const rows = await catalog
    .rows("products")
    .find({ names: { $exists: true } })
    .toArray();
  for (const row of rows)
    expect([row["price"], row["attributeKeys"], row["shelves"]?.[0]]).toEqual([undefined, undefined, "EUR"]);
  const indexes = (await catalog.rows("products").listIndexes().toArray()).map(({ name }) => String(name));
  expect(indexes.filter((name) => /^(all|category|brand|attribute)_/.test(name))).toEqual([]);
});

test("a draft, of which there is nothing on the shelf, is reviewed once it is on sale", async () => {
  const params = { id: "kept-4" };
  const draft = await catalog.staff.getProduct({ params });
  expect(draft.body).toMatchObject({ status: "draft", version: 1, variants: [{ inStock: false }] });
  await catalog.staff.updateProduct({ params, headers: ifMatch(draft), body: { status: "active" } });
  const customer = await catalog.as("customer");
  expect((await customer.createReview({ params, body: { rating: 5 } })).status).toBe(201);
  expect((await catalog.public.getProduct({ params })).body.rating).toEqual({ average: 5, count: 1 });
});

test("what is left of a removed product is not shown, and its counters go on with the next", async () => {
  const params = { id: "kept-3" };
  expect((await catalog.staff.getProduct({ params })).status).toBe(404);
  const variants = [{ sku: "kept-3-BLK", options: {}, price: euros(5) }];
  const { body } = await catalog.staff.createProduct({ body: aProduct({ ...params, variants }) });
  expect(body).toMatchObject({ version: 5, variants: [{ inStock: true }], rating: { count: 1 } });
});

test("categories and reviews are listed, and a category gets another below it", async () => {
  const { body: categories } = await catalog.public.listCategories();
  expect(categories.items).toMatchObject([
    { id: "kept-phones" },
    { id: "kept-covers", parentId: "kept-phones" },
    { id: "kept-cases", parentId: "kept-phones", version: 2 },
  ]);
  await until(async () => {
    const left = await catalog.rows("categories").countDocuments({ "owes.kind": "spread" });
    return left === 0;
  }, "no category owes anything");
  const renamed = {
    params: { id: "kept-covers" },
    headers: { "if-match": '"1"' },
    body: { name: "Covers!" },
  };
  expect((await catalog.staff.updateCategory(renamed)).body).toMatchObject({ name: "Covers!", version: 2 });
  const { body: shown } = await catalog.public.getProduct({ params: { id: "kept-1" } });
  expect(shown.categories).toMatchObject([{ id: "kept-covers", name: "Covers!" }]);
  const below = { name: "Bumpers", parentId: "kept-covers", position: 2 };
  expect((await catalog.staff.createCategory({ body: below })).status).toBe(201);
  const { body: reviews } = await catalog.public.listReviews({ params: { id: "kept-1" } });
  const kept = { id: "r-kept", rating: 4, title: "Good", verified: false, status: "published" };
  expect(reviews.items).toMatchObject([kept]);
  const { body: all } = await catalog.staff.listReviews({ params: { id: "kept-1" } });
  expect(all.items).toMatchObject([{ id: "r-hidden", status: "hidden" }, kept]);
});

test("a hold whose time is over goes back to its shelf, and the ledger goes on", async () => {
  const params = { sku: "kept-1-BLK" };
  await until(async () => (await catalog.staff.getStock({ params })).body.held === 0);
  expect((await catalog.staff.getStock({ params })).body).toMatchObject({
    onHand: 5,
    available: 5,
    version: 1,
  });
  const { body } = await catalog.staff.listMovements({ params });
  expect(body.items.map(({ type, held }) => [type, held])).toEqual([
    ["release", -2],
    ["hold", 2],
    ["adjustment", 0],
  ]);
  const events = await ear.eventsOf("o-forgotten", 2);
  expect(events.map(({ name }) => name)).toEqual(["catalog.stock_reserved", "catalog.stock_released"]);
});

test("what was held is committed, what was sold comes back, and what holds nothing goes on holding nothing", async () => {
  const order = { customerId: "ana", total: euros(1999) };
  await ear.say(orderEvents.paymentAuthorised.of({ orderId: "o-held", amount: order.total }));
  await ear.say(orderEvents.orderCancelled.of({ orderId: "o-sold", customerId: "ana", reason: "customer" }));
  const is = (orderId: string, state: string) =>
    until(async () => {
      const row = await reservationOf(orderId);
      return row?.state === state && !row.underway;
    }, `${orderId} is ${state}`);
  await is("o-held", "committed");
  await is("o-sold", "released");
  expect(await reservationOf("o-held")).toMatchObject({ owes: [], sequence: 2 });
  for (const orderId of ["o-released", "o-rejected", "o-unheard"]) {
    const before = await reservationOf(orderId);
    const lines = [{ sku: "kept-2-BLK", quantity: 1 }];
    await ear.say(orderEvents.orderPlaced.of({ ...order, orderId, lines }));
    await ear.say(orderEvents.paymentAuthorised.of({ orderId, amount: order.total }));
    await until(async () => {
      const now = await reservationOf(orderId);
      return now?.sequence === (before?.sequence ?? 0) + 1;
    }, `${orderId} is refused`);
    expect((await reservationOf(orderId))?.state).toBe(before?.state);
  }
  const { body } = await catalog.staff.getStock({ params: { sku: "kept-2-BLK" } });
  expect(body).toMatchObject({ onHand: 3, available: 3, held: 0 });
});

test("a hold of before lies in its level, and what a process left underway is gone on with", async () => {
  const levels = catalog.rows<StockRow>("stock");
  await until(async () => (await reservationOf("o-underway"))?.underway === null, "the sale is made");
  const level = await levels.findOne({ _id: "kept-5-BLK" });
  expect(level).toMatchObject({ onHand: 5, available: 4, held: 1, holds: { "o-waiting": 1 }, movements: 5 });
  await until(async () => (await levels.countDocuments({ "owes.kind": "tell" })) === 0, "all is told");
  const { body } = await catalog.staff.listMovements({ params: { sku: "kept-5-BLK" } });
  expect(body.items.map(({ type, delta }) => [type, delta])).toEqual([
    ["sale", -2],
    ["adjustment", -1],
    ["hold", 0],
    ["hold", 0],
    ["adjustment", 8],
  ]);
});
