/** How MongoDB answers the lists: from an index in its order, and reading little more than is shown. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { toListCommand, type ProductFilter } from "../src/products/product-list-rows.ts";
import { runFullCatalog, type Row } from "./full-catalog.ts";
import type { RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let rows: Row[];
beforeAll(async () => {
  ({ catalog, rows } = await runFullCatalog());
});
afterAll(() => catalog[Symbol.asyncDispose]());

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
  const explained = (await catalog
    .rows("products")
    .find({ names: { $in: ["p300"] } })
    .explain("executionStats")) as {
    executionStats: { totalKeysExamined: number; totalDocsExamined: number };
  };
  expect(explained.executionStats).toMatchObject({ totalKeysExamined: 1, totalDocsExamined: 1 });
});
