/** What a product's row repeats of other documents and of itself, so that no read has to join; and whether it is right. Pure. */
import type { CategoryLink } from "@shop/contracts/catalog/categories";
import { derivedOf, type Derived } from "../products/shelves.ts";
import type { Priced } from "../products/prices.ts";

type Stocked = Priced & { readonly sku: string; readonly inStock: boolean };

/** What can be repaired of a row. */
export type Repeated = {
  readonly categories: readonly CategoryLink[];
  readonly categoryPath: readonly string[];
  readonly rating: { readonly sum: number; readonly count: number };
  /** By their places. */
  readonly variantsInStock: readonly boolean[];
  readonly inStock: boolean;
} & Derived;

export type Checked = Pick<Repeated, "categories" | "rating"> & {
  readonly name: string;
  readonly brand: string | null;
  readonly variants: readonly Stocked[];
};

/** The truth, in the documents that own it. */
export type Truth = {
  /** By id; `path` ends with its own. */
  readonly categories: ReadonlyMap<string, CategoryLink & { readonly path: readonly string[] }>;
  /** Units that can be bought, by SKU. */
  readonly available: ReadonlyMap<string, number>;
  readonly rating: Repeated["rating"];
};

/** A category that is not there any more is left as it is: what becomes of the product is for staff to say. */
export function repeatedOf({ name, brand, variants, categories }: Checked, truth: Truth): Repeated {
  const found = categories.map((link) => truth.categories.get(link.id) ?? { ...link, path: [link.id] });
  const categoryPath = [...new Set(found.flatMap(({ path }) => path))];
  const variantsInStock = variants.map(({ sku }) => (truth.available.get(sku) ?? 0) > 0);
  const { rating } = truth;
  return {
    categories: found.map(({ id, slug, name: categoryName }) => ({ id, slug, name: categoryName })),
    categoryPath,
    rating,
    variantsInStock,
    inStock: variantsInStock.includes(true),
    ...derivedOf({ name, brand, categoryPath, rating, variants }),
  };
}

export type Difference = { readonly field: string; readonly is: unknown; readonly should: unknown };

/** In whatever order paths and shelves stand. */
export const differencesOf = (is: Partial<Repeated>, should: Repeated): Difference[] =>
  Object.entries(should).flatMap(([field, value]) => {
    const found = is[field as keyof Repeated];
    return comparable(field, found) === comparable(field, value) ? [] : [{ field, is: found, should: value }];
  });

const sets = new Set(["categoryPath", "shelves"]);

const comparable = (field: string, value: unknown): string =>
  JSON.stringify(
    sets.has(field) && Array.isArray(value) ? value.map(String).toSorted((a, b) => (a < b ? -1 : 1)) : value,
  ) ?? "absent";
