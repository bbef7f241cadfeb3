import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runFullCatalog, type Row } from "./full-catalog.ts";
import { everyItem, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let rows: Row[];

beforeAll(async () => {
  ({ catalog, rows } = await runFullCatalog());
});
afterAll(() => catalog[Symbol.asyncDispose]());

type Query = {
  sort?: "newest" | "price" | "-price";
  category?: string;
  brand?: string[];
  minPrice?: number;
  maxPrice?: number;
  inStock?: "true";
  "attributes.Weight (g)"?: string;
  "attributes.No. of doors"?: string;
};

async function readAll(query: Query, limit: number, isStaff = false): Promise<string[]> {
  const client = isStaff ? catalog.staff : catalog.public;
  const items = await everyItem(async (cursor) => {
    const answer = await client.listProducts({ query: { ...query, limit, ...cursor } });
    expect(answer.body.items.length).toBeLessThanOrEqual(limit);
    expect(answer.headers.get("link") === null).toBe(answer.body.next === null);
    return answer;
  });
  return items.map(({ id }) => id);
}

function expected(
  { sort = "newest", category, brand, minPrice, maxPrice, inStock, ...attributes }: Query,
  isStaff = false,
): string[] {
  const direction = sort === "price" ? 1 : -1;
  return rows
    .filter((row) => isStaff || row.status === "active")
    .filter((row) => category === undefined || row.categoryPath.includes(category))
    .filter((row) => brand === undefined || brand.length === 0 || brand.includes(row.brand ?? ""))
    .filter(({ price }) => price.amount >= (minPrice ?? 0) && price.amount <= (maxPrice ?? Infinity))
    .filter((row) => inStock === undefined || row.inStock)
    .filter((row) =>
      Object.entries(attributes).every(([asked, wanted]) =>
        row.attributes.some(({ name, value }) => `attributes.${name}` === asked && value === wanted),
      ),
    )
    .map(({ _id: id, price, createdAt }) => ({
      id,
      key: sort === "newest" ? createdAt.getTime() : price.amount,
    }))
    .toSorted((a, b) => direction * (a.key - b.key || (a.id < b.id ? -1 : 1)))
    .map(({ id }) => id);
}

const someQuery = fc.record(
  {
    sort: fc.constantFrom("newest", "price", "-price"),
    category: fc.constantFrom("phones", "covers", "books"),
    brand: fc.subarray(["Acme", "Brio", "Nobody"]),
    minPrice: fc.constantFrom(0, 1100, 1150),
    maxPrice: fc.constantFrom(1000, 1200, 9999),
    inStock: fc.constant("true"),
    "attributes.Weight (g)": fc.constantFrom("1", "2", "nothing"),
    "attributes.No. of doors": fc.constantFrom("0", "1"),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Query>;

test("page after page shows every product once and in order, whatever is asked", async () => {
  await fc.assert(
    fc.asyncProperty(
      someQuery,
      fc.integer({ min: 7, max: 100 }),
      fc.boolean(),
      async (query, limit, isStaff) => {
        expect(await readAll(query, limit, isStaff)).toEqual(expected(query, isStaff));
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

test("a page of one goes through equal prices too", async () => {
  const query = {
    sort: "price",
    brand: ["Acme"],
    category: "covers",
    minPrice: 1200,
    maxPrice: 1200,
  } as const;
  expect(await readAll({ ...query, brand: [...query.brand] }, 1)).toEqual(
    expected({ ...query, brand: ["Acme"] }),
  );
});

test("a category is found by its slug, and one that does not exist holds nothing", async () => {
  await catalog.staff.createCategory({ body: { id: "c-77", slug: "tablets", name: "Tablets" } });
  expect((await catalog.public.listProducts({ query: { category: "tablets" } })).body).toEqual({
    items: [],
    next: null,
  });
  expect((await catalog.public.listProducts({ query: { category: "nowhere" } })).body.items).toEqual([]);
});

test("a cursor belongs to its query and to its reader", async () => {
  const { body } = await catalog.public.listProducts({ query: { sort: "price", limit: 5 } });
  const cursor = body.next ?? "";
  const codeOf = async (answer: ReturnType<typeof catalog.public.listProducts>) =>
    (await answer).problem?.code;
  expect(await codeOf(catalog.public.listProducts({ query: { sort: "-price", cursor } }))).toBe(
    "request.bad_cursor",
  );
  expect(await codeOf(catalog.staff.listProducts({ query: { sort: "price", cursor } }))).toBe(
    "request.bad_cursor",
  );
  expect(await codeOf(catalog.public.listProducts({ query: { sort: "price", cursor: `${cursor}A` } }))).toBe(
    "request.bad_cursor",
  );
});
