/** A search over products that lie in a database of its own, as the catalog keeps them. */
import { setTimeout as pause } from "node:timers/promises";
import { createLogger } from "@shop/kit/process/logger";
import { testDatabaseUrl } from "@shop/testing/backing";
import mongoose from "mongoose";
import type { SavedProduct } from "../src/products/recent-saves.ts";
import type { ProductSearch, SearchRequest, SearchResult } from "../src/search/product-search.ts";
import type { SearchedRow } from "../src/search/search-rows.ts";

export type SearchMaker = (given: {
  readonly mongoUrl: string;
  readonly collection: string;
  readonly log: ReturnType<typeof createLogger>;
  readonly products: { readonly recentSaves: () => readonly SavedProduct[] };
}) => ProductSearch & AsyncDisposable;

const everything: SearchRequest = {
  statuses: ["active"],
  attributes: [],
  currency: "EUR",
  inStockOnly: false,
  sort: "relevance",
  limit: 20,
  withFacets: false,
};

export async function runSearch(create: SearchMaker, rows: readonly SearchedRow[]) {
  await using open = new AsyncDisposableStack();
  const mongoUrl = testDatabaseUrl("search");
  const connection = await mongoose.createConnection(mongoUrl).asPromise();
  open.defer(async () => {
    await connection.dropDatabase();
    await connection.close();
  });
  const products = connection.collection("products") as unknown as mongoose.mongo.Collection<SearchedRow>;
  if (rows.length > 0) await products.insertMany([...rows]);
  const saves: SavedProduct[] = [];
  const given = {
    mongoUrl,
    collection: "products",
    log: createLogger("search", "error"),
    products: { recentSaves: () => saves },
  };
  const search = open.use(create(given));
  const ask = (request: Partial<SearchRequest> = {}): Promise<SearchResult> =>
    search.search({ ...everything, ...request });
  const all = { statuses: ["active", "draft", "archived"], limit: 1 };
  const opened = open.move();
  // An OpenSearch on a busy machine takes its time to make an index.
  const deadline = performance.now() + 50_000;
  const countAll = async () => (await ask(all).catch(() => undefined))?.total.value;
  while ((await countAll()) !== rows.length) {
    if (performance.now() > deadline) throw new Error("Not all products can be found");
    await pause(20);
  }
  return {
    products,
    connection,
    ask,
    search,
    given,
    /** What the next questions are asked after. */
    saves,
    /** Ids of all pages. */
    askAll: async (request: Partial<SearchRequest>): Promise<string[]> => {
      const ids: string[] = [];
      for (let after: SearchRequest["after"] | "start" = "start"; after !== undefined;) {
        const page = await ask({ ...request, ...(after !== "start" && { after }) });
        ids.push(...page.ids);
        after = page.next;
      }
      return ids;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type RunningSearch = Awaited<ReturnType<typeof runSearch>>;

let made = 0;
/** A product as it lies in the database; every other thing about it is the same for all. */
export function aRow(changes: Partial<SearchedRow> & { readonly amount?: number } = {}): SearchedRow {
  made += 1;
  const { amount = 1999, inStock = true, ...rest } = changes;
  return {
    _id: `made-${made}`,
    sequence: 1,
    name: "Thing",
    description: "",
    brand: null,
    status: "active",
    categories: [],
    categoryPath: [],
    attributes: [],
    variants: [{ sku: `MADE-${made}`, name: null, options: [], price: { amount, currency: "EUR" }, inStock }],
    rating: { sum: 0, count: 0 },
    inStock,
    createdAt: new Date(Date.UTC(2026, 0, 1) + made * 1000),
    ...rest,
  };
}
