/** Lists that an index of the database serves. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProductRow } from "../src/products/product-rows.ts";
import { expectedIds, readAll, runFullCatalog, type Query } from "./full-catalog.ts";
import type { RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let rows: ProductRow[];

beforeAll(async () => {
  ({ catalog, rows } = await runFullCatalog());
});
afterAll(() => catalog[Symbol.asyncDispose]());

const shelf: fc.Arbitrary<Query> = fc.oneof(
  fc.constant({}),
  fc.constantFrom("phones", "covers", "books").map((category) => ({ category })),
  fc.constantFrom("Acme", "Brio", "Nobody").map((brand) => ({ brand: [brand] })),
);
const rest = fc.record(
  { inStock: fc.constant("true" as const), currency: fc.constantFrom("EUR", "JPY", "KWD") },
  { requiredKeys: [] },
);
const order: fc.Arbitrary<Query> = fc.oneof(
  fc.record({ sort: fc.constantFrom("newest", "rating", "name") }, { requiredKeys: [] }),
  fc.record(
    {
      sort: fc.constantFrom("price", "-price"),
      minPrice: fc.constantFrom(0, 160, 1100, 1150),
      maxPrice: fc.constantFrom(170, 1000, 1200, 9999),
    },
    { requiredKeys: ["sort"] },
  ),
);
const someQuery = fc.tuple(shelf, rest, order).map(([a, b, c]): Query => ({ ...a, ...b, ...c }));

test("page after page shows every product once and in order, whatever is asked", async () => {
  await fc.assert(
    fc.asyncProperty(
      someQuery,
      fc.integer({ min: 7, max: 100 }),
      fc.boolean(),
      async (query, limit, isStaff) => {
        expect(await readAll(catalog, query, { limit, isStaff })).toEqual(expectedIds(rows, query, isStaff));
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

test.each(["price", "name", "rating"] as const)(
  "a page of one goes through equal ones too, by %s",
  async (sort) => {
    const query = { sort, brand: ["Acme"], inStock: "true", currency: "KWD" } as const;
    const asked = { ...query, brand: ["Acme"] };
    expect(await readAll(catalog, asked, { limit: 1 })).toEqual(expectedIds(rows, asked));
  },
);

test("a list's prices are in its currency, and what has none is not in it", async () => {
  const { body } = await catalog.public.listProducts({
    query: { currency: "JPY", sort: "price", limit: 100 },
  });
  expect(new Set(body.items.map(({ price }) => price.currency))).toEqual(new Set(["JPY"]));
  expect(body.items[0]?.price).toEqual({ amount: 150, currency: "JPY" });
});

test("a total is counted when it is asked for, and no further than is bearable", async () => {
  const { body } = await catalog.public.listProducts({
    query: { category: "covers", count: "true", limit: 1 },
  });
  const query = { category: "covers" };
  expect(body.total).toEqual({ value: expectedIds(rows, query).length, exact: true });
  expect((await catalog.public.listProducts({ query })).body.total).toBeUndefined();
});

test("a list has a tag, and who has it already is not sent it again", async () => {
  const first = await catalog.public.listProducts({ query: { sort: "name" } });
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"0-[0-9a-f]{8}"$/);
  const url = `${catalog.url}/products?sort=name`;
  expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
  const other = await fetch(`${catalog.url}/products?sort=rating`, { headers: { "if-none-match": etag } });
  expect(other.status).toBe(200);
});

test("what else is public has one too", async () => {
  const { _id: id } = rows.find(({ status }) => status === "active")!;
  for (const path of ["categories", `products/${id}`, `products/${id}/reviews`, `products/${id}/related`]) {
    const etag = (await fetch(`${catalog.url}/${path}`)).headers.get("etag") ?? "none";
    const again = await fetch(`${catalog.url}/${path}`, { headers: { "if-none-match": etag } });
    expect([path, again.status]).toEqual([path, 304]);
  }
});

test("a category is found by its slug, and one that does not exist holds nothing", async () => {
  await catalog.staff.createCategory({ body: { id: "c-77", slug: "tablets", name: "Tablets" } });
  expect((await catalog.public.listProducts({ query: { category: "tablets" } })).body).toEqual({
    items: [],
    next: null,
  });
  const query = { category: "nowhere", count: "true", facets: "true" } as const;
  expect((await catalog.public.listProducts({ query })).body).toEqual({
    items: [],
    next: null,
    total: { value: 0, exact: true },
    facets: { brand: [], category: [], attributes: {}, price: null, exact: true },
  });
});

test("a cursor belongs to its query and to its reader", async () => {
  const { body } = await catalog.public.listProducts({ query: { sort: "price", limit: 5 } });
  const cursor = body.next ?? "";
  const refused = [
    catalog.public.listProducts({ query: { sort: "-price", cursor } }),
    catalog.public.listProducts({ query: { sort: "price", currency: "JPY", cursor } }),
    catalog.staff.listProducts({ query: { sort: "price", cursor } }),
    catalog.public.listProducts({ query: { sort: "price", cursor: `${cursor}A` } }),
  ];
  for (const answer of refused) expect((await answer).problem?.code).toBe("request.bad_cursor");
});
