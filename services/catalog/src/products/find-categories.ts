/** The categories that staff named by id or slug. */
import type { CategoryStore } from "../categories/category-store.ts";
import { productErrors } from "./errors.ts";
import type { ProductCategory } from "./product.ts";

export type FindCategoriesDeps = { readonly categories: Pick<CategoryStore, "findMany"> };

export type CategoryIndex = ReadonlyMap<string, ProductCategory>;

/** By id and by slug; an id wins. */
export async function findCategories(
  { categories }: FindCategoriesDeps,
  named: readonly string[],
): Promise<CategoryIndex> {
  if (named.length === 0) return new Map();
  const found = await categories.findMany([...new Set(named)]);
  return new Map([
    ...found.map((each) => [each.slug, each] as const),
    ...found.map((each) => [each.id, each] as const),
  ]);
}

/** Throws invalid, with the place of each name that is unknown. */
export function pickCategories(index: CategoryIndex, named: readonly string[]): ProductCategory[] {
  const errors = named.flatMap((name, place) =>
    index.has(name) ? [] : [{ path: `categories.${place}`, message: `category ${name} does not exist` }],
  );
  if (errors.length > 0) throw productErrors.unknownCategories(errors);
  const picked = named.flatMap((name) => index.get(name) ?? []);
  return [...new Map(picked.map((each) => [each.id, each])).values()];
}
