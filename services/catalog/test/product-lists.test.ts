import { euros } from "@shop/contracts/language/values";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toListCommand, type ProductFilter } from "../src/products/product-list-rows.ts";
import { aProduct, everyItem, runCatalog, type RunningCatalog } from "./running-catalog.ts";

type Row = {
  _id: string;
  status: string;
  brand: string | null;
  categoryPath: string[];
  attributes: { name: string; value: string }[];
  price: { amount: number };
  inStock: boolean;
  createdAt: Date;
};

let catalog: RunningCatalog;
let rows: Row[];

/** Few prices and few times, so that most products share theirs with many others. */
beforeAll(async () => {
  catalog = await runCatalog();
  for (const [id, parentId] of [
    ["phones", null],
    ["covers", "phones"],
    ["books", null],
  ] as const)
    await catalog.staff.createCategory({ body: { id, name: id, parentId } });
  const lines = Array.from({ length: 600 }, (_, index) => {
    const sku = `S${index}`;
    return JSON.stringify({
      ...aProduct({
        id: `p${String((index * 7919) % 600).padStart(3, "0")}`,
        name: `Thing ${index}`,
        slug: `thing-${index}`,
        brand: ["Acme", "Brio", "Core"][index % 3] ?? null,
        status: index % 10 === 0 ? "draft" : "active",
        categories: [index % 2 === 0 ? "covers" : "books"],
        attributes: { "Weight (g)": String(index % 4), "No. of doors": String(index % 3), Colour: "red" },
      }),
      variants: [{ sku, price: euros(1000 + (index % 4) * 100), stock: index % 5 === 0 ? 0 : 3 }],
    });
  });
  const { body } = await catalog.staff.importProducts({ body: lines.join("\n") });
  if (body.created !== 600) throw new Error(`Not all products are there: ${JSON.stringify(body)}`);
  rows = await catalog.rows<Row>("products").find().toArray();
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

type Plan = { stage: string; inputStage?: Plan; inputStages?: Plan[] };
const stagesOf = ({ stage, inputStage, inputStages = [] }: Plan): string[] => [
  stage,
  ...[...(inputStage ? [inputStage] : []), ...inputStages].flatMap(stagesOf),
];

const whole: ProductFilter = {
  statuses: ["active"],
  categoryId: undefined,
  brands: undefined,
  attributes: [],
  minPrice: undefined,
  maxPrice: undefined,
  inStockOnly: false,
  sort: "price",
};

test.each<[string, Partial<ProductFilter>]>([
  ["all by price", {}],
  ["all by price, dearest first", { sort: "-price" }],
  ["all by time", { sort: "newest" }],
  ["what is in stock", { inStockOnly: true }],
  ["a category", { categoryId: "phones" }],
  ["a category by time", { categoryId: "phones", sort: "newest" }],
  ["two brands", { brands: ["Acme", "Brio"] }],
  ["two brands by time", { brands: ["Acme", "Brio"], sort: "newest" }],
  ["an attribute", { attributes: [["Weight (g)", "2"]] }],
  ["an attribute by time", { attributes: [["Weight (g)", "2"]], sort: "newest" }],
  ["a range of prices", { minPrice: 1000, maxPrice: 1300 }],
  ["all that staff sees", { statuses: ["active", "draft", "archived"], categoryId: "phones" }],
])(
  "listing %s is an index read in its order: nothing is sorted, and as few keys are looked at as are shown",
  async (_what, changes) => {
    const filter = { ...whole, ...changes };
    const limit = 21;
    const first = rows.find((row) => row.price.amount === 1100);
    const key = filter.sort === "newest" ? (first?.createdAt.getTime() ?? 0) : 1100;
    for (const after of [undefined, { key, id: "p300" }]) {
      const { filter: query, ...order } = toListCommand(filter, after);
      const explained = (await catalog
        .rows("products")
        .find(query, { ...order, limit })
        .explain("executionStats")) as {
        queryPlanner: { winningPlan: Plan & { queryPlan?: Plan } };
        executionStats: { totalKeysExamined: number; totalDocsExamined: number };
      };
      const { winningPlan } = explained.queryPlanner;
      const stages = stagesOf(winningPlan.queryPlan ?? winningPlan);
      expect(stages).not.toContain("SORT");
      expect(stages).not.toContain("COLLSCAN");
      // One key more for each range that is merged.
      const ranges = stages.filter((stage) => stage === "IXSCAN").length;
      expect(explained.executionStats.totalKeysExamined).toBeLessThanOrEqual(limit + 2 * ranges);
      expect(explained.executionStats.totalDocsExamined).toBeLessThanOrEqual(limit + ranges);
    }
  },
);

test("a product is found by one look into an index", async () => {
  const explained = (await catalog.rows("products").find({ names: "p300" }).explain("executionStats")) as {
    executionStats: { totalKeysExamined: number; totalDocsExamined: number };
  };
  expect(explained.executionStats).toMatchObject({ totalKeysExamined: 1, totalDocsExamined: 1 });
});
