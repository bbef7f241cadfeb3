/** What every product search promises of filters, sorts, pages and facets: what a plain walk over all products says. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nameKeyOf, ratingKeyOf } from "../src/products/shelves.ts";
import type { FacetCount, SearchRequest } from "../src/search/product-search.ts";
import type { SearchedRow } from "../src/search/search-rows.ts";
import { runSearch, type RunningSearch, type SearchMaker } from "./running-search.ts";
import { priceOf, rows } from "./search-lists-rows.ts";

type Asked = Pick<SearchRequest, "currency" | "inStockOnly" | "attributes" | "sort" | "statuses"> &
  Partial<Pick<SearchRequest, "text" | "categoryId" | "brands" | "minPrice" | "maxPrice">>;

const passes = (row: SearchedRow, asked: Asked): boolean =>
  isShown(row, asked) && isOfBrand(row, asked) && isInRange(row, asked) && hasAttributes(row, asked);

const isShown = (row: SearchedRow, { statuses, inStockOnly, categoryId }: Asked): boolean =>
  statuses.includes(row.status) &&
  (!inStockOnly || row.inStock) &&
  (categoryId === undefined || row.categoryPath.includes(categoryId));
const isOfBrand = ({ brand }: SearchedRow, { brands = [] }: Asked): boolean =>
  brands.length === 0 || brands.includes(brand ?? "");
const isInRange = (row: SearchedRow, { currency, minPrice = 0, maxPrice = Infinity }: Asked): boolean => {
  const price = priceOf(row, currency);
  return price !== undefined && price >= minPrice && price <= maxPrice;
};
const hasAttributes = ({ attributes }: SearchedRow, asked: Asked): boolean =>
  asked.attributes.every(([key, value]) =>
    attributes.some((each) => each.name === key && each.value === value),
  );

const keyOf: Record<string, (row: SearchedRow, currency: string) => number | string> = {
  newest: (row) => -row.createdAt.getTime(),
  price: (row, currency) => priceOf(row, currency) ?? 0,
  "-price": (row, currency) => -(priceOf(row, currency) ?? 0),
  rating: ({ rating }) => -ratingKeyOf(rating),
  name: ({ name }) => nameKeyOf(name),
};

function expectOrdered(found: readonly SearchedRow[], { sort, currency }: Asked): void {
  const keys = found.map((row) => keyOf[sort]?.(row, currency) ?? 0);
  keys.slice(1).forEach((key, index) => expect(key < (keys[index] ?? key)).toBe(false));
}

const idOf = ({ _id: id }: SearchedRow): string => id;

const counted = (values: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};
const asRecord = (counts: readonly FacetCount[]): Record<string, number> =>
  Object.fromEntries(counts.map(({ value, count }) => [value, count]));

const someAsked: fc.Arbitrary<Asked> = fc
  .record(
    {
      text: fc.constantFrom("thing", "green thing"),
      categoryId: fc.constantFrom("phones", "covers", "books", "nowhere"),
      brands: fc.subarray(["Acme", "Brio", "Nobody"]),
      minPrice: fc.constantFrom(0, 30, 1100, 1150),
      maxPrice: fc.constantFrom(40, 1000, 1200, 9999),
      weight: fc.constantFrom("1", "2", "nothing"),
      doors: fc.constantFrom("0", "3"),
      inStockOnly: fc.boolean(),
      currency: fc.constantFrom("EUR", "EUR", "JPY", "KWD"),
      sort: fc.constantFrom("newest", "price", "-price", "rating", "name"),
      isStaff: fc.boolean(),
    },
    { requiredKeys: ["inStockOnly", "currency", "sort", "isStaff"] },
  )
  .map(({ weight, doors, isStaff, sort, ...asked }) => ({
    ...asked,
    sort: sort as Asked["sort"],
    statuses: isStaff ? ["draft", "active", "archived"] : ["active"],
    attributes: [
      ...(weight === undefined ? [] : [["Weight (g)", weight] as const]),
      ...(doors === undefined ? [] : [["No. of doors", doors] as const]),
    ],
  }));

const allBy = (sort: Asked["sort"]): Asked => ({
  statuses: ["active"],
  attributes: [],
  inStockOnly: false,
  currency: "EUR",
  sort,
});

export const listsContract = (maker: string, create: SearchMaker): void => {
  describe(`filters, sorts, pages and facets of ${maker}`, () => {
    let running: RunningSearch;
    beforeAll(async () => {
      running = await runSearch(create, rows);
    });
    afterAll(() => running[Symbol.asyncDispose]());

    const matching = ({ text }: Asked): readonly SearchedRow[] =>
      text === "green thing" ? rows.filter(({ name }) => name === "green thing") : rows;

    test("pages and facets are what a walk over all products says, whatever is asked", async () => {
      await fc.assert(
        fc.asyncProperty(someAsked, fc.integer({ min: 7, max: 100 }), async (asked, limit) => {
          const base = matching(asked);
          const expected = base.filter((row) => passes(row, asked));
          const { total, facets } = await running.ask({ ...asked, limit, withFacets: true });
          const ids = await running.askAll({ ...asked, limit });
          expect(ids.toSorted()).toEqual(expected.map(idOf).toSorted());
          const byId = new Map(rows.map((row) => [idOf(row), row]));
          expectOrdered(
            ids.flatMap((id) => byId.get(id) ?? []),
            asked,
          );
          expect(total).toEqual({ value: expected.length, exact: true });
          expectFacets(facets, base, asked);
        }),
        // Most filters leave few products, which any order may hold in the right one.
        {
          numRuns: 60,
          examples: [
            [allBy("rating"), 50],
            [allBy("name"), 50],
          ],
        },
      );
    }, 120_000);

    test("categories are counted as a walk over all products counts them", async () => {
      for (const currency of ["EUR", "JPY", "KWD"])
        for (const statuses of [["active"], ["draft", "active"]]) {
          const asked = { currency, statuses, inStockOnly: false, attributes: [], sort: "newest" } as const;
          const shown = rows.filter((row) => passes(row, asked));
          const all = counted(shown.flatMap(({ categoryPath }) => categoryPath));
          const categoryIds = [...Object.keys(all), "nowhere"];
          const counts = await running.search.countIn({ statuses, currency, categoryIds });
          expect(asRecord(counts)).toEqual(all);
        }
    });

    test("equal scores are paged without repeats", async () => {
      const expected = rows.filter(({ status }) => status === "active").length;
      for (const sort of ["relevance", "rating", "name"] as const) {
        const ids = await running.askAll({ text: "thing", sort, limit: 13 });
        expect(new Set(ids).size).toBe(expected);
        expect(ids).toHaveLength(expected);
      }
    });

    test("without words the newest are the most relevant", async () => {
      const [byRelevance, newest] = await Promise.all([
        running.ask({ sort: "relevance" }),
        running.ask({ sort: "newest" }),
      ]);
      expect(byRelevance.ids).toEqual(newest.ids);
    });
  });
};

type FoundFacets = Awaited<ReturnType<RunningSearch["ask"]>>["facets"];

function expectFacets(facets: FoundFacets, base: readonly SearchedRow[], asked: Asked): void {
  if (!facets) throw new Error("There are no facets");
  /** As if a part of what was asked had not been. */
  const of = (without: Partial<Asked> = {}) => base.filter((row) => passes(row, { ...asked, ...without }));
  expect(facets.exact).toBe(true);
  expect(asRecord(facets.brand)).toEqual(counted(of({ brands: [] }).flatMap(({ brand }) => brand ?? [])));
  expect(asRecord(facets.category)).toEqual(counted(of().flatMap(({ categoryPath }) => categoryPath)));
  for (const name of ["Weight (g)", "No. of doors"]) {
    const others = asked.attributes.filter(([key]) => key !== name);
    const values = of({ attributes: others }).flatMap(({ attributes }) =>
      attributes.filter((each) => each.name === name).map(({ value }) => value),
    );
    expect(asRecord(facets.attributes[name] ?? [])).toEqual(counted(values));
  }
  const prices = of({ minPrice: 0, maxPrice: Infinity }).flatMap((row) => priceOf(row, asked.currency) ?? []);
  const range = { min: Math.min(...prices), max: Math.max(...prices) };
  expect(facets.price).toEqual(prices.length > 0 ? range : null);
}
