import { ImportRow } from "@shop/contracts/catalog/imports";
import { expect, test } from "vitest";
import { makeCategories, makeProducts } from "./made-catalogue.ts";

const made = [...makeProducts({ count: 2_000, seed: 1 })];

test("every product is one that an import takes, in a category that is there", () => {
  const categories = new Set(makeCategories().map(({ id }) => id));
  for (const product of made) {
    expect(ImportRow.safeParse(product).error).toBeUndefined();
    expect(product.categories.filter((id) => !categories.has(id))).toEqual([]);
  }
  const skus = made.flatMap(({ variants }) => variants.map(({ sku }) => sku));
  expect(new Set(skus).size).toBe(skus.length);
});

test("the same seed makes the same products, however many, and another one others", () => {
  expect([...makeProducts({ count: 10, seed: 1 })]).toEqual(made.slice(0, 10));
  expect([...makeProducts({ count: 10, seed: 2 })]).not.toEqual(made.slice(0, 10));
});

test("categories are three deep, parents first", () => {
  const seen = new Map<string, number>();
  for (const { id, parentId } of makeCategories())
    seen.set(id, parentId === null ? 1 : (seen.get(parentId) ?? NaN) + 1);
  expect(new Set(seen.values())).toEqual(new Set([1, 2, 3]));
});

test("prices have a long tail, and a few brands have most", () => {
  const prices = made.map(({ variants }) => variants[0]?.price.amount ?? 0).toSorted((a, b) => a - b);
  const [median = 0, highest = 0] = [prices[1_000], prices.at(-1)];
  expect(highest).toBeGreaterThan(20 * median);
  const brands = Map.groupBy(made, ({ brand }) => brand);
  const sizes = [...brands.values()].map((products) => products.length).toSorted((a, b) => b - a);
  expect(sizes.slice(0, 40).reduce((sum, size) => sum + size, 0)).toBeGreaterThan(800);
});
