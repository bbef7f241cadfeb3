/** A search may be a second behind the database; what is shown of its answer is not. */
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProductListStore } from "../src/products/product-list-store.ts";
import { runFullCatalog } from "./full-catalog.ts";
import { aProduct, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;

beforeAll(async () => {
  ({ catalog } = await runFullCatalog());
}, 60_000);
afterAll(() => catalog[Symbol.asyncDispose]());

test("what somebody has put into a list that is found by the search is there on their next read", async () => {
  for (let round = 0; round < 10; round += 1) {
    const made = uniqueWord();
    const { body } = await catalog.staff.createProduct({ body: aProduct({ attributes: { made } }) });
    const foundBy = async (value: string) => {
      const answer = await catalog.public.listProducts({ query: { "attributes.made": value } });
      return answer.body.items.map(({ id }) => id);
    };
    expect(await foundBy(made)).toEqual([body.id]);
    const params = { id: body.id };
    const again = { attributes: { made: `${made} again` } };
    await catalog.staff.updateProduct({ params, body: again, headers: { "if-match": "*" } });
    expect(await foundBy(`${made} again`)).toEqual([body.id]);
    await catalog.staff.removeProduct({ params, headers: { "if-match": "*" } });
    const { facets, total } = (
      await catalog.public.listProducts({
        query: { "attributes.made": `${made} again`, facets: "true", count: "true" },
      })
    ).body;
    expect([total?.value, Object.keys(facets?.attributes ?? {})]).toEqual([0, []]);
  }
});

test("what a search has found and stands elsewhere by now is left out", async () => {
  await using open = new AsyncDisposableStack();
  const connection = await mongoose.createConnection(catalog.config.mongoUrl).asPromise();
  open.defer(() => connection.close());
  const store = createProductListStore({ connection });
  const { items } = (await catalog.public.listCategories({ query: {} })).body;
  const idOf = (slug: string) => items.find((each) => each.slug === slug)?.id ?? "";
  const { body } = await catalog.public.listProducts({ query: { category: "phones", brand: ["Acme"] } });
  const ids = body.items.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(0);
  const found = async (standing: { categoryId?: string; brands?: string[] }) => {
    const shown = { statuses: ["active"], inStockOnly: false, currency: "EUR", ...standing };
    return (await store.findListed(ids, shown)).length;
  };
  expect(await found({ categoryId: idOf("phones"), brands: ["Brio", "Acme"] })).toBe(ids.length);
  expect(await found({ categoryId: idOf("books") })).toBe(0);
  expect(await found({ categoryId: idOf("phones"), brands: ["Brio"] })).toBe(0);
});
