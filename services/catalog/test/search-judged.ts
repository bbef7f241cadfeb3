/** How well a search answers the judged queries: one figure, so that a change of ranking shows. */
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { SearchedRow } from "../src/search/search-rows.ts";
import { demoQueries, madeQueries, type Judged } from "./judged-queries.ts";
import { runSearch, type SearchMaker } from "./running-search.ts";
import { makeCatalogue } from "./search-catalogue.ts";

const shown = 10;

/** Normalised discounted cumulative gain of the first ten: 1 when nothing better could stand first. */
function ndcg(grades: readonly number[], all: readonly number[]): number {
  const gain = (list: readonly number[]): number =>
    list.slice(0, shown).reduce((sum, grade, place) => sum + (2 ** grade - 1) / Math.log2(place + 2), 0);
  return gain(grades) / gain(all.toSorted((a, b) => b - a));
}

export const judgedContract = (name: string, create: SearchMaker): void => {
  describe(`what shoppers type, as ${name} answers it`, () => {
    test.each([
      ["the demo shop", demoRows, demoQueries],
      ["a made-up catalogue", () => Promise.resolve(makeCatalogue(3_000, 1)), madeQueries],
    ] as const)(
      "nDCG@10 over %s is 0.90 at least",
      async (shop, readRows, queries) => {
        const rows = await readRows();
        await using running = await runSearch(create, rows);
        const results: Awaited<ReturnType<typeof judge>>[] = [];
        for (const judged of queries) results.push(await judge(rows, judged, running.ask));
        const mean = results.reduce((sum, { figure }) => sum + figure, 0) / results.length;
        const worst = results.toSorted((a, b) => a.figure - b.figure).slice(0, 8);
        const words = worst.map(({ query, figure }) => `${query} ${figure.toFixed(2)}`).join(", ");
        process.stdout.write(
          `nDCG@10 of ${name}, ${queries.length} queries over ${shop}: ${mean.toFixed(3)} (least: ${words})\n`,
        );
        expect(mean).toBeGreaterThanOrEqual(0.9);
      },
      180_000,
    );
  });
};

async function judge(
  rows: readonly SearchedRow[],
  [query, grade]: Judged,
  ask: (request: { text: string }) => Promise<{ readonly ids: readonly string[] }>,
) {
  const grades = new Map(
    rows.map(({ _id: id, ...row }) => [id, row.status === "active" ? grade({ _id: id, ...row }) : 0]),
  );
  const { ids } = await ask({ text: query });
  return {
    query,
    figure: ndcg(
      ids.map((id) => grades.get(id) ?? 0),
      [...grades.values()],
    ),
  };
}

type DemoProduct = Pick<SearchedRow, "name" | "brand" | "description" | "status"> & {
  readonly id: string;
  readonly categories: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly variants: readonly (Pick<SearchedRow["variants"][number], "sku" | "name" | "price"> & {
    readonly options: Readonly<Record<string, string>>;
    readonly stock: number;
  })[];
};
type DemoCategory = { readonly slug: string; readonly name: string; readonly parent: string | null };

const readDemo = (name: string): Promise<string> =>
  readFile(new URL(`../../../deploy/demo/${name}`, import.meta.url), "utf8");

/** The demo shop as the catalog keeps it. */
async function demoRows(): Promise<SearchedRow[]> {
  const list = JSON.parse(await readDemo("categories.json")) as DemoCategory[];
  const categories = new Map(list.map((each) => [each.slug, each]));
  const pathOf = (slug: string): string[] => {
    const parent = categories.get(slug)?.parent;
    return parent ? [...pathOf(parent), slug] : [slug];
  };
  const asWords = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([name, value]) => ({ name, value }));
  const lines = (await readDemo("products.ndjson")).trimEnd().split("\n");
  return lines.map((line, index): SearchedRow => {
    const { id, variants, ...product } = JSON.parse(line) as DemoProduct;
    return {
      ...product,
      _id: id,
      sequence: 1,
      categories: product.categories.map((slug) => {
        return { id: slug, slug, name: categories.get(slug)?.name ?? slug };
      }),
      categoryPath: product.categories.flatMap(pathOf),
      attributes: asWords(product.attributes),
      variants: variants.map(({ stock, options, ...variant }) => {
        return { ...variant, options: asWords(options), inStock: stock > 0 };
      }),
      rating: { sum: 0, count: 0 },
      inStock: variants.some(({ stock }) => stock > 0),
      createdAt: new Date(Date.UTC(2026, 0, 1) + index),
    };
  });
}
