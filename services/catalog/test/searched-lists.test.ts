/** Lists that the search finds: a text, several filters at once, facets. */
import fc from "fast-check";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProductRow } from "../src/products/product-rows.ts";
import { expectedIds, readAll, runFullCatalog, type Query } from "./full-catalog.ts";
import { aProduct, ifMatch, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let rows: ProductRow[];

beforeAll(async () => {
  ({ catalog, rows } = await runFullCatalog());
  const all = expectedIds(rows, {}).length;
  await until(async () => {
    const query = { facets: "true", count: "true", limit: 1 } as const;
    const { status, body } = await catalog.public.listProducts({ query });
    return status === 200 && body.total?.value === all && body.facets?.brand[0]?.count !== undefined;
  }, "the search knows all products");
}, 60_000);
afterAll(() => catalog[Symbol.asyncDispose]());

const someQuery: fc.Arbitrary<Query> = fc.record(
  {
    sort: fc.constantFrom("newest", "price", "-price", "rating", "name"),
    category: fc.constantFrom("phones", "covers", "books"),
    brand: fc.subarray(["Acme", "Brio", "Nobody"]),
    minPrice: fc.constantFrom(0, 160, 1100, 1150),
    maxPrice: fc.constantFrom(170, 1000, 1200, 9999),
    inStock: fc.constant("true" as const),
    currency: fc.constantFrom("EUR", "JPY", "KWD"),
    "attributes.Weight (g)": fc.constantFrom("1", "2", "nothing"),
    "attributes.No. of doors": fc.constantFrom("0", "1"),
  },
  { requiredKeys: [] },
);

test("any filters together show every product that passes all of them, once, in every sort", async () => {
  await fc.assert(
    fc.asyncProperty(
      someQuery,
      fc.integer({ min: 7, max: 100 }),
      fc.boolean(),
      async (query, limit, isStaff) => {
        const ids = await readAll(catalog, query, { limit, isStaff });
        const expected = expectedIds(rows, query, isStaff);
        expect(ids).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

test("facets stand in the same answer, with the names of categories, and a total that is asked", async () => {
  const query = {
    category: "phones",
    "attributes.No. of doors": "1",
    facets: "true",
    count: "true",
  } as const;
  const { body } = await catalog.public.listProducts({ query: { ...query, limit: 5 } });
  const found = expectedIds(rows, { category: "phones", "attributes.No. of doors": "1" });
  expect(body.total).toEqual({ value: found.length, exact: true });
  expect(body.items.map(({ id }) => id)).toEqual(found.slice(0, 5));
  expect(body.facets?.category).toEqual(
    [
      { id: "covers", parentId: "phones" },
      { id: "phones", parentId: null },
    ].map(({ id, parentId }) => {
      const count = found.length;
      return { value: id, slug: id, name: id, count, parentId, position: 0 };
    }),
  );
  expect(body.facets?.attributes["No. of doors"]?.map(({ value }) => value).toSorted()).toEqual([
    "0",
    "1",
    "2",
  ]);
  expect(body.facets?.price).toEqual({ min: 1000, max: 1200 });
  const plain = await catalog.public.listProducts({ query: { "attributes.No. of doors": "1" } });
  expect([plain.body.facets, plain.body.total]).toEqual([undefined, undefined]);
});

test("facets' prices are in the currency that is asked", async () => {
  const { body } = await catalog.public.listProducts({
    query: { facets: "true", currency: "KWD", limit: 1 },
  });
  const prices = rows
    .filter(({ status }) => status === "active")
    .flatMap(({ lowest }) => lowest?.["KWD"] ?? []);
  expect(body.facets?.price).toEqual({ min: Math.min(...prices), max: Math.max(...prices) });
});

test("a text finds products, by relevance unless another sort is asked, and says what may have been meant", async () => {
  await catalog.staff.createProduct({ body: aProduct({ id: "quux", name: "Quuxifier Deluxe" }) });
  const search = async (q: string, more: object = {}) =>
    (await catalog.public.listProducts({ query: { q, ...more } })).body;
  await until(async () => (await search("quuxifier")).items.some(({ id }) => id === "quux"));
  expect((await search("quuxifier", { sort: "price" })).items.map(({ id }) => id)).toEqual(["quux"]);
  for (const q of ["q", "\u{1F600}", "'", '"', "x".repeat(500), "$where", "{}"])
    expect((await catalog.public.listProducts({ query: { q } })).status).toBe(200);
  const nothing = await search("nothingatallhere");
  expect(nothing.items).toEqual([]);
});

test("what a search has found is shown as it is now, and not when it is gone", async () => {
  const body = aProduct({ id: "fleeting", name: "Zyzzyva Lamp" });
  const created = await catalog.staff.createProduct({ body });
  const search = async () => (await catalog.public.listProducts({ query: { q: "zyzzyva" } })).body.items;
  await until(async () => (await search()).length === 1);
  const params = { id: "fleeting" };
  const edited = await catalog.staff.updateProduct({
    params,
    headers: ifMatch(created),
    body: { brand: "Renamed" },
  });
  expect((await search())[0]?.brand).toBe("Renamed");
  await catalog.staff.removeProduct({ params, headers: ifMatch(edited) });
  expect(await search()).toEqual([]);
});

test("what may be a second old is kept for ten seconds, and carries the tags of all that it shows", async () => {
  const headersOf = async (search: string) => (await fetch(`${catalog.url}/products?${search}`)).headers;
  const indexed = await headersOf("category=phones");
  expect([indexed.get("surrogate-control"), indexed.get("surrogate-key")]).toEqual([
    null,
    "products category:phones",
  ]);
  for (const search of ["q=cover", "brand=Acme&brand=Brio", "facets=true"])
    expect((await headersOf(search)).get("surrogate-control")).toBe("max-age=10");
  expect((await headersOf("facets=true&category=phones")).get("surrogate-key")).toBe(
    "products category:phones categories",
  );
});
