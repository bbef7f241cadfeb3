import type { NewCategory } from "@shop/contracts/catalog/categories";
import { slugsFor } from "../products/slug.ts";
import { create, type Category } from "./category.ts";
import type { CategoryDeps } from "./deps.ts";
import { categoryErrors } from "./errors.ts";

/** A slug that is made from the name gives way to one that is there. */
export async function createCategory(
  { categories, newId }: CategoryDeps,
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
