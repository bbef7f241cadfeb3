import type { categoriesApi } from "@shop/contracts/catalog/categories";
import { categoriesTag, categoryChangeTagsOf } from "@shop/contracts/catalog/tags";
import type { Cursors } from "@shop/kit/paging/cursor";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toCursor, toPosition } from "../paging/cursors.ts";
import type { CategoryStore } from "./category-store.ts";
import type { Category } from "./category.ts";
import { removeCategory, updateCategory, type UpdateCategoryDeps } from "./change-category.ts";
import { createCategory, type CreateCategoryDeps } from "./create-category.ts";
import { listCategories } from "./list-categories.ts";

type CategoryHandlers = Handlers<typeof categoriesApi>;

export type CategoryDeps = CreateCategoryDeps &
  UpdateCategoryDeps & { readonly categories: Pick<CategoryStore, "list"> };

export const categoryRoutes = (deps: CategoryDeps, cursors: Cursors): CategoryHandlers => ({
  listCategories: async ({ query: { limit, cursor } }) => {
    const after = toPosition(cursors, "categories", cursor);
    const { items, next } = await listCategories(deps, { limit, after });
    const page = { items, next: toCursor(cursors, "categories", next) };
    return reply(page, { next: page.next, tags: [categoriesTag] });
  },

  createCategory: async ({ body }) => withChanged(await createCategory(deps, body)),

  updateCategory: async ({ params, body, expect }) =>
    withChanged(await updateCategory(deps, { ...params, expect }, body)),

  removeCategory: async ({ params, expect }) => {
    const removed = await removeCategory(deps, { ...params, expect });
    return reply(undefined, { tags: categoryChangeTagsOf(removed.id) });
  },
});

const withChanged = (category: Category) =>
  reply(category, { etag: category.version, tags: categoryChangeTagsOf(category.id) });
