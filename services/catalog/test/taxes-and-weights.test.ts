/** What an order has to know of goods beside their price: how they are taxed, and what they weigh. */
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProductRow } from "../src/products/product-rows.ts";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const quoteOf = async (sku: string) =>
  (await catalog.internal.quote({ body: { skus: [sku] } })).body.items[0];
const aBook = () => {
  const sku = `BOOK-${uniqueWord()}`;
  const variants = [{ sku, options: {}, price: euros(990), weightGrams: 350 }];
  return { sku, body: aProduct({ taxCategory: "reduced", variants }) };
};

test("a book is quoted with its tax category and its weight, and both can be changed", async () => {
  const { sku, body } = aBook();
  const created = await catalog.staff.createProduct({ body });
  const { body: book } = created;
  expect(book).toMatchObject({ taxCategory: "reduced", variants: [{ weightGrams: 350 }] });
  expect(await quoteOf(sku)).toMatchObject({ taxCategory: "reduced", weightGrams: 350 });
  const params = { id: book.id };
  const patched = await catalog.staff.updateProduct({
    params,
    body: { taxCategory: "zero" },
    headers: ifMatch(created),
  });
  expect(patched.body).toMatchObject({ taxCategory: "zero", variants: [{ weightGrams: 350 }] });
  const { taxCategory: _taxCategory, id: _id, ...rest } = body;
  const variants = [{ sku, options: {}, price: euros(990) }];
  const put = await catalog.staff.replaceProduct({
    params,
    body: { ...rest, variants },
    headers: ifMatch(patched),
  });
  expect(put.body.taxCategory).toBe("standard");
  expect(put.body.variants[0]).not.toHaveProperty("weightGrams");
  expect(await quoteOf(sku)).not.toHaveProperty("weightGrams");
});

test.each([
  [{ taxCategory: "luxury" }, "taxCategory"],
  [{ variants: [{ sku: "W-1", price: euros(1), weightGrams: 1.5 }] }, "variants.0.weightGrams"],
  [{ variants: [{ sku: "W-1", price: euros(1), weightGrams: -1 }] }, "variants.0.weightGrams"],
  [{ variants: [{ sku: "W-1", price: euros(1), weightGrams: 1_000_001 }] }, "variants.0.weightGrams"],
])("%j is 400", async (changes, path) => {
  const body = JSON.stringify({ ...aProduct(), ...changes });
  expect((await catalog.staff.createProduct({ body })).problem).toMatchObject({
    status: 400,
    errors: [{ path }],
  });
});

test("an export has them, and an import of it changes nothing", async () => {
  const { sku, body } = aBook();
  const { body: book } = await catalog.staff.createProduct({ body });
  const authorization = `Bearer ${await catalog.tokenFor("staff")}`;
  const response = await fetch(`${catalog.url}/products/export`, { headers: { authorization } });
  const line = (await response.text()).split("\n").find((each) => each.includes(sku)) ?? "";
  expect(JSON.parse(line)).toMatchObject({ taxCategory: "reduced", variants: [{ weightGrams: 350 }] });
  const headers = { "content-type": "application/x-ndjson" };
  const { body: report } = await catalog.staff.importProducts({ body: `${line}\n`, headers });
  expect(report).toMatchObject({ unchanged: 1, updated: 0, failed: 0 });
  expect(await quoteOf(sku)).toMatchObject({ productId: book.id, taxCategory: "reduced" });
});

test("Shopify's grams are the weight, and a file without them changes none", async () => {
  const word = uniqueWord();
  const importing = (text: string) =>
    catalog.staff.importProducts({ body: text, headers: { "content-type": "text/csv" } });
  const head = "Handle,Title,Variant SKU,Variant Price,Variant Grams";
  await importing(`${head}\nbook-${word},Book,B-${word},9.90,350\nmap-${word},Map,M-${word},4.90,113.5`);
  expect(await quoteOf(`B-${word}`)).toMatchObject({ weightGrams: 350 });
  expect(await quoteOf(`M-${word}`)).toMatchObject({ weightGrams: 114 });
  await importing(`Handle,Variant SKU,Variant Price\nbook-${word},B-${word},8.90`);
  expect(await quoteOf(`B-${word}`)).toMatchObject({ price: euros(890), weightGrams: 350 });
});

test("what was saved before there were categories is standard, and has no weight", async () => {
  const { sku, body } = aBook();
  const { body: book } = await catalog.staff.createProduct({ body });
  const products = catalog.rows<ProductRow>("products");
  const { modifiedCount } = await products.updateOne(
    { _id: book.id },
    { $unset: { taxCategory: 1, "variants.0.weightGrams": 1 } },
  );
  expect(modifiedCount).toBe(1);
  const quote = await quoteOf(sku);
  expect(quote).toMatchObject({ taxCategory: "standard" });
  expect(quote).not.toHaveProperty("weightGrams");
  const read = await catalog.public.getProduct({ params: { id: book.id } });
  expect(read.body.taxCategory).toBe("standard");
});
