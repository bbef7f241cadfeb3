import type { NewCategory } from "@shop/contracts/catalog/categories";
import { slugsFor } from "../slugs/slug.ts";
import type { CategoryStore } from "./category-store.ts";
import { create, type Category } from "./category.ts";
import { categoryErrors } from "./errors.ts";

export type CreateCategoryDeps = {
  readonly categories: Pick<CategoryStore, "changeTree">;
  readonly newId: () => string;
};

/**
 * A slug that is made from the name gives way to one that is there. Throws `request.invalid` for a parent that does not
 * exist, `category.too_deep`, `category.id_taken` and `category.slug_taken`.
 */
export async function createCategory(
  { categories, newId }: CreateCategoryDeps,
  { id = newId(), slug, ...input }: NewCategory,
): Promise<Category> {
  const slugs = slug === undefined ? slugsFor(input.name, id) : [slug];
  for (const candidate of slugs) {
    const request = { idOrSlug: id, parentId: input.parentId, isNew: true } as const;
    const result = await categories.changeTree(request, (situation) =>
      create({ ...input, id, slug: candidate }, situation),
    );
    if ("category" in result && result.category) return result.category;
  }
  throw categoryErrors.slugTaken(slugs.at(-1) ?? id);
}
