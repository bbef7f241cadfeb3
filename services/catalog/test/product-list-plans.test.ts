/** How MongoDB answers the lists: from an index in its order, and reading little more than is shown. */
import type { mongo } from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { positionOf, toListCommand } from "../src/products/product-list-rows.ts";
import type { IndexedList } from "../src/products/indexed-list.ts";
import type { ProductRow } from "../src/products/product-rows.ts";
import { runFullCatalog } from "./full-catalog.ts";
import type { RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let rows: ProductRow[];
beforeAll(async () => {
  ({ catalog, rows } = await runFullCatalog());
});
afterAll(() => catalog[Symbol.asyncDispose]());

type Plan = { stage: string; inputStage?: Plan; inputStages?: Plan[] };
const stagesOf = ({ stage, inputStage, inputStages = [] }: Plan): string[] => [
  stage,
  ...[...(inputStage ? [inputStage] : []), ...inputStages].flatMap(stagesOf),
];

type Explained = {
  queryPlanner: { winningPlan: Plan & { queryPlan?: Plan } };
  executionStats: { nReturned: number; totalKeysExamined: number; totalDocsExamined: number };
};

const limit = 21;

async function explain(filter: mongo.Document, options: mongo.FindOptions) {
  const found = catalog.rows("products").find(filter, { ...options, limit });
  const { queryPlanner, executionStats } = (await found.explain("executionStats")) as Explained;
  const { winningPlan } = queryPlanner;
  return { stages: stagesOf(winningPlan.queryPlan ?? winningPlan), ...executionStats };
}

const shelves = [{}, { categoryId: "phones" }, { brand: "Acme" }];
const sorts = ["newest", "price", "-price", "rating", "name"] as const;
const currencies = ["EUR", "JPY", "KWD"];
const lists = currencies.flatMap((currency) =>
  sorts.flatMap((sort) =>
    shelves.flatMap((shelf) =>
      [false, true].map((inStockOnly): IndexedList => {
        const whole = { statuses: ["active"], minPrice: undefined, maxPrice: undefined } as const;
        return { ...whole, shelf, currency, sort, inStockOnly };
      }),
    ),
  ),
);
const ranges = lists
  .filter(({ sort }) => sort.endsWith("price"))
  .map((list): IndexedList => {
    const [minPrice, maxPrice] =
      { EUR: [1000, 1300], JPY: [150, 170], KWD: [4001, 4003] }[list.currency] ?? [];
    return { ...list, minPrice, maxPrice };
  });
const ofStaff = lists.map((list): IndexedList => ({ ...list, statuses: ["active", "draft", "archived"] }));

const all = [...lists, ...ranges, ...ofStaff].map((list) => [JSON.stringify(list), list] as const);

test.each(all)(
  "%s is an index read in its order: nothing is sorted, and as few keys are looked at as are shown",
  async (_what, list) => {
    const first = rows.find(({ _id, lowest }) => lowest?.[list.currency] !== undefined && _id > "p300");
    if (!first) throw new Error(`Nothing is sold in ${list.currency}`);
    for (const after of [undefined, positionOf(list, first)]) {
      const { filter, ...order } = toListCommand(list, after);
      const { stages, totalKeysExamined, totalDocsExamined } = await explain(filter, order);
      expect(stages).not.toContain("SORT");
      expect(stages).not.toContain("COLLSCAN");
      // One key more for each range that is merged.
      const merged = stages.filter((stage) => stage === "IXSCAN").length;
      expect(merged).toBeGreaterThan(0);
      expect(totalKeysExamined).toBeLessThanOrEqual(limit + 2 * merged);
      expect(totalDocsExamined).toBeLessThanOrEqual(limit + merged);
    }
  },
);

test("every list is walked, and the walk tells an index that is missing", async () => {
  expect(all).toHaveLength(currencies.length * sorts.length * 6 * 2 + currencies.length * 2 * 6);
  const scanned = await explain({ status: "active", "lowest.EUR": { $gt: 0 } }, { sort: { slug: 1 } });
  expect(scanned.stages).toContain("SORT");
});

test("a product is found by one look into an index", async () => {
  const { totalKeysExamined, totalDocsExamined } = await explain({ names: { $in: ["p300"] } }, {});
  expect([totalKeysExamined, totalDocsExamined]).toEqual([1, 1]);
});
