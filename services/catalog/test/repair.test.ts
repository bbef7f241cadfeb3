import { catalogEvents } from "@shop/contracts/catalog/events";
import { createLogger } from "@shop/kit/process/logger";
import { listenTo } from "@shop/testing/bus-ear";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { findCategoriesIn } from "../src/categories/category-rows.ts";
import type { ProductRow } from "../src/products/product-rows.ts";
import { repeatedOf } from "../src/repairing/kept-facts.ts";
import { createRepairStore } from "../src/repairing/repair-store.ts";
import { openRepair } from "../src/start.ts";
import { aProduct, runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog({ currencies: ["EUR", "JPY"] });
});
afterAll(() => catalog[Symbol.asyncDispose]());

async function repair(writes: boolean) {
  await using opened = await openRepair(catalog.config, createLogger("catalog", "silent"));
  const told: string[] = [];
  const report = await opened.run({ writes, tell: ({ id, field }) => void told.push(`${id} ${field}`) });
  return { ...report, told: told.toSorted() };
}

test("what products repeat of others is compared, mended when that is asked, and right from then on", async () => {
  const { staff, rows, config } = catalog;
  await using ear = await listenTo(config.amqpUrl, catalogEvents);
  await staff.createCategory({ body: { id: "phones", name: "Phones" } });
  await staff.createCategory({ body: { id: "covers", name: "Covers", parentId: "phones" } });
  const ids = ["p1", "p2", "p3", "p4", "p5", "p6", "p7"];
  for (const id of ids)
    await staff.createProduct({
      body: aProduct({ id, categories: ["covers"], variants: [{ ...aVariant(id), prices: [yen] }] }),
    });
  await staff.removeProduct({ params: { id: "p7" }, headers: { "if-match": "*" } });
  await staff.setStock({ params: { sku: "p1-A" }, body: { onHand: 3 }, headers: { "if-match": "*" } });
  const customer = await catalog.as("customer");
  await customer.createReview({ params: { id: "p1" }, body: { rating: 4 } });
  expect(await repair(false)).toEqual({ products: 6, wrong: 0, mended: 0, missed: 0, told: [] });

  const products = rows<ProductRow>("products");
  const spoil = (_id: string, changes: object) => products.updateOne({ _id }, { $set: changes });
  await spoil("p1", { inStock: false, "variants.0.inStock": false, rating: { sum: 0, count: 0 } });
  await spoil("p2", { lowest: { EUR: 1 }, highest: { EUR: 2 } });
  await spoil("p3", { nameKey: "x", ratingKey: 7 });
  await spoil("p4", { categoryPath: ["covers"], "categories.0.name": "Old" });
  await products.updateOne({ _id: "p5" }, { $unset: { shelves: "" } });
  const wrong = [
    ...["inStock", "rating", "ratingKey", "variantsInStock"].map((field) => `p1 ${field}`),
    "p2 highest",
    "p2 lowest",
    ...["nameKey", "ratingKey"].map((field) => `p3 ${field}`),
    ...["categories", "categoryPath"].map((field) => `p4 ${field}`),
    "p5 shelves",
  ].filter((field) => field !== "p1 ratingKey");
  expect(await repair(false)).toEqual({
    products: 6,
    wrong: 5,
    mended: 0,
    missed: 0,
    told: wrong.toSorted(),
  });

  expect(await repair(true)).toMatchObject({ wrong: 5, mended: 5, missed: 0 });
  expect(await repair(false)).toMatchObject({ products: 6, wrong: 0 });
  const { body } = await catalog.public.listProducts({ query: { category: "phones", inStock: "true" } });
  expect(body.items).toMatchObject([{ id: "p1", rating: { average: 4, count: 1 }, inStock: true }]);
  const [, mended] = await ear.eventsOf("p5", 2);
  expect(mended).toMatchObject({ name: "catalog.product_changed", sequence: 2 });
});

test("nothing that is right while others write looks wrong, and nothing is lost to a repair", async () => {
  const params = { sku: "p6-A" };
  const turning = async () => {
    for (let turn = 0; turn < 30; turn += 1)
      await catalog.staff.setStock({ params, body: { onHand: turn % 2 }, headers: { "if-match": "*" } });
  };
  const repairing = async () => {
    for (let round = 0; round < 4; round += 1) await repair(true);
  };
  await Promise.all([turning(), repairing()]);
  expect(await repair(false)).toMatchObject({ wrong: 0, missed: 0 });
});

test("a category that is renamed between the look at a product and its repair keeps its new name", async () => {
  const { staff, rows, config } = catalog;
  await staff.createCategory({ body: { id: "lamps", name: "Lamps" } });
  await staff.createProduct({ body: aProduct({ id: "p8", categories: ["lamps"] }) });
  await rows<ProductRow>("products").updateOne({ _id: "p8" }, { $set: { nameKey: "x" } });
  const connection = await mongoose.createConnection(config.mongoUrl).asPromise();
  onTestFinished(() => connection.close());
  const repairs = createRepairStore({
    connection,
    categories: { findMany: (ids) => findCategoriesIn(connection, ids) },
    outbox: { toUnsent: () => [] },
  });
  const mendAs = async (before: () => Promise<unknown>) => {
    const [read] = await repairs.read(["p8"]);
    await before();
    return read && repairs.mend(read.product, repeatedOf(read.is, read.truth));
  };
  const renamed = { params: { id: "lamps" }, headers: { "if-match": "*" }, body: { name: "Lights" } };
  expect(await mendAs(() => staff.updateCategory(renamed))).toBe(false);
  const { body } = await catalog.public.getProduct({ params: { id: "p8" } });
  expect(body.categories).toMatchObject([{ id: "lamps", name: "Lights" }]);
  expect(await mendAs(async () => undefined)).toBe(true);
  expect(await repair(false)).toMatchObject({ wrong: 0 });
});

const yen = { amount: 300, currency: "JPY" };
const aVariant = (id: string) => ({
  sku: `${id}-A`,
  options: {},
  price: { amount: 1999, currency: "EUR" },
});
