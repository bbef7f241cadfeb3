import { maxChildren } from "@shop/contracts/catalog/categories";
import type { CategoryStore } from "./category-store.ts";
import type { Category } from "./category.ts";
import { categoryErrors } from "./errors.ts";

export type GetCategoryDeps = { readonly categories: Pick<CategoryStore, "find" | "findMany" | "list"> };

export type Placed = Category & {
  readonly above: readonly Category[];
  readonly children: readonly Category[];
};

/** By id or slug. Throws `category.not_found`. */
export async function getCategory(
  { categories }: GetCategoryDeps,
  { id: idOrSlug }: { readonly id: string },
): Promise<Placed> {
  const category = await categories.find(idOrSlug);
  if (!category) throw categoryErrors.notFound(idOrSlug);
  const { id: parentId } = category;
  const idsAbove = category.path.filter((id) => id !== parentId);
  const [found, children] = await Promise.all([
    idsAbove.length > 0 ? categories.findMany(idsAbove) : [],
    categories.list({ parentId, limit: maxChildren, after: undefined }),
  ]);
  const above = idsAbove.flatMap((id) => found.find((each) => each.id === id) ?? []);
  return { ...category, above, children };
}
