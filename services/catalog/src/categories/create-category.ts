import type { NewCategory } from "@shop/contracts/catalog/categories";
import { slugsFor } from "../slugs/slug.ts";
import { create, type Category } from "./category.ts";
import type { CategoryStore } from "./category-store.ts";
import { categoryErrors } from "./errors.ts";

export type CreateCategoryDeps = {
  readonly categories: Pick<CategoryStore, "find" | "insert">;
  readonly newId: () => string;
};

/**
 * A slug that is made from the name gives way to one that is there. Throws `request.invalid` for a parent that does not
 * exist, `category.id_taken` and `category.slug_taken`.
 */
export async function createCategory(
  { categories, newId }: CreateCategoryDeps,
  { id = newId(), slug, ...input }: NewCategory,
): Promise<Category> {
  const parent = input.parentId === null ? undefined : await categories.find(input.parentId);
  if (input.parentId !== null && !parent) throw categoryErrors.unknownParent(input.parentId);

  const slugs = slug === undefined ? slugsFor(input.name, id) : [slug];
  for (const candidate of slugs) {
    const category = create({ ...input, id, slug: candidate }, parent);
    const result = await categories.insert(category);
    if (result === "saved") return category;
    if (result.taken === id) throw categoryErrors.idTaken(id);
  }
  throw categoryErrors.slugTaken(slugs.at(-1) ?? id);
}
