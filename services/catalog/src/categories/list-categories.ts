import { toTotal, type Total } from "@shop/contracts/language/page";
import { readPage, type Page, type PageRequest } from "../paging/page.ts";
import type { Category } from "./category.ts";
import type { CategoryStore } from "./category-store.ts";

export type ListCategoriesDeps = {
  readonly categories: Pick<CategoryStore, "find" | "list" | "count">;
  /**
   * How many products the public finds in each of these or below it, in no order; one that is not named has none.
   * Undefined while nobody can count.
   */
  readonly countProducts: (
    categoryIds: readonly string[],
  ) => Promise<readonly { readonly value: string; readonly count: number }[] | undefined>;
};

export type ListCategories = PageRequest & {
  /** Id or slug: those directly under it. One that does not exist has none. */
  readonly parent?: string | undefined;
  /** Those that stand under no other. */
  readonly isTop: boolean;
  readonly withCounts: boolean;
  readonly withTotal: boolean;
};

export type Counted = Category & { readonly products?: number };

/** By position. */
export async function listCategories(
  { categories, countProducts }: ListCategoriesDeps,
  { parent, isTop, withCounts, withTotal, ...page }: ListCategories,
): Promise<Page<Counted> & { readonly total?: Total }> {
  const above = parent === undefined ? undefined : await categories.find(parent);
  if (parent !== undefined && !above)
    return { items: [], next: null, ...(withTotal && { total: toTotal(0) }) };
  const parentId = isTop ? null : above?.id;
  const { items, next } = await readPage(
    page,
    (request) => categories.list({ ...request, parentId }),
    ({ position, id }) => ({ key: position, id }),
  );
  const counts = withCounts ? await countProducts(items.map(({ id }) => id)) : undefined;
  const total = withTotal && { total: await categories.count(parentId) };
  if (!counts) return { items, next, ...total };
  const byId = new Map(counts.map(({ value, count }) => [value, count]));
  return { items: items.map((item) => ({ ...item, products: byId.get(item.id) ?? 0 })), next, ...total };
}
