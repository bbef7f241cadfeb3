/** Changing and removing categories. Both throw `category.not_found`, and what `expect` throws. */
import type { CategoryPatch } from "@shop/contracts/catalog/categories";
import { requireSeen, type Expectation } from "@shop/kit/change";
import type { CategoryStore } from "./category-store.ts";
import { edit, remove, type Category, type Situation } from "./category.ts";
import { categoryErrors } from "./errors.ts";
import { spreadCategory, type SpreadDeps } from "./spread-category.ts";

export type RemoveCategoryDeps = { readonly categories: Pick<CategoryStore, "changeTree"> };
export type UpdateCategoryDeps = RemoveCategoryDeps & SpreadDeps;

type Target = { readonly id: string; readonly expect: Expectation };

/** Half of what a request may take: who has more products in a category is answered before the last of them shows it. */
const patienceMs = 5_000;

/**
 * Answers when the products show it. Throws `request.invalid` for a parent that does not exist, `category.slug_taken`,
 * `category.cycle` and `category.too_deep`.
 */
export async function updateCategory(
  deps: UpdateCategoryDeps,
  { id, expect }: Target,
  patch: CategoryPatch,
): Promise<Category> {
  const request = { idOrSlug: id, parentId: patch.parentId };
  const result = await deps.categories.changeTree(request, (situation) =>
    edit(seen(situation, { id, expect }), patch, { ...situation, now: deps.now() }),
  );
  if ("taken" in result) throw categoryErrors.slugTaken(result.taken);
  if (!result.category) throw categoryErrors.notFound(id);
  const { category } = result;
  for (const task of category.owes) await spreadCategory(deps, { category, task }, patienceMs);
  return category;
}

/** The category as it was. Throws `category.in_use`. */
export async function removeCategory(
  { categories }: RemoveCategoryDeps,
  { id, expect }: Target,
): Promise<Category> {
  const result = await categories.changeTree({ idOrSlug: id }, (situation) =>
    remove(seen(situation, { id, expect }), situation),
  );
  if ("taken" in result || !result.category) throw categoryErrors.notFound(id);
  return result.category;
}

function seen({ category }: Situation, { id, expect }: Target): Category {
  if (!category) throw categoryErrors.notFound(id);
  requireSeen(expect, category.version);
  return category;
}
