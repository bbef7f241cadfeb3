/** What categories need from outside. `start.ts` supplies it. */
import type { PageRequest } from "../pages/page.ts";
import type { Category } from "./category.ts";

export type CategoryStore = {
  find(idOrSlug: string): Promise<Category | undefined>;
  /** By id or slug, in no order; an unknown one is absent. */
  findMany(idsOrSlugs: readonly string[]): Promise<Category[]>;
  /** By position, then id. */
  list(page: PageRequest): Promise<Category[]>;
  /** `taken`: this name is another category's id or slug. */
  insert(category: Category): Promise<"saved" | { readonly taken: string }>;
};

export type CategoryDeps = { readonly categories: CategoryStore; readonly newId: () => string };
