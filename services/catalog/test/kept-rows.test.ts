/**
 * What lies in a database that an earlier version has filled. `kept-rows/` holds a row of every shape there ever was,
 * as MongoDB's extended JSON: add one when a shape changes, and never change one that is there.
 */
import { readFileSync } from "node:fs";
import { euros } from "@shop/contracts/values";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ifMatch, runCatalog, until, type RunningCatalog } from "./running-catalog.ts";

const collections = ["products", "categories", "reviews", "stock", "movements", "reservations"];

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
  for (const name of collections) {
    const json = readFileSync(new URL(`kept-rows/${name}.json`, import.meta.url), "utf8");
    const rows = mongoose.mongo.BSON.EJSON.parse(json) as mongoose.mongo.Document[];
    await catalog.rows(name).insertMany(rows);
  }
});
afterAll(() => catalog[Symbol.asyncDispose]());

test.each(["kept-1", "kept-2"])("the product %s is shown, listed, quoted and edited", async (id) => {
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
  expect(quotes.items).toMatchObject([{ productId: id, name: `Cover ${id}, Black`, price: euros(1999) }]);
  const target = { params: { id }, headers: ifMatch(shown) };
  const edited = await catalog.staff.updateProduct({
    ...target,
    body: { attributes: { "Weight (g)": "42" } },
  });
  expect(edited.body).toMatchObject({ attributes: { material: "silicone", "Weight (g)": "42" }, version: 3 });
  const found = await catalog.public.listProducts({ query: { "attributes.material": "silicone" } });
  expect(found.body.items.map((item) => item.id)).toContain(id);
});

test("categories and reviews are listed", async () => {
  const { body: categories } = await catalog.public.listCategories();
  expect(categories.items).toMatchObject([
    { id: "kept-phones" },
    { id: "kept-covers", parentId: "kept-phones" },
  ]);
  const { body: reviews } = await catalog.public.listReviews({ params: { id: "kept-1" } });
  expect(reviews.items).toMatchObject([{ id: "r-kept", rating: 4, title: "Good", verified: false }]);
});

test("a hold whose time is over goes back to its shelf, and the ledger goes on", async () => {
  const params = { sku: "kept-1-BLK" };
  await until("the hold is released", async () => (await catalog.staff.getStock({ params })).body.held === 0);
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
});
