import type {
  categoriesApi,
  CategoryItem,
  CategoryLink,
  CategoryPlace,
} from "@shop/contracts/catalog/categories";
import { categoriesTag, categoryChangeTagsOf, productsTag } from "@shop/contracts/catalog/tags";
import type { Cursors } from "@shop/kit/paging/cursor";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { soonOver } from "../paging/soon-over.ts";
import { queryKey, toCursor, toPosition } from "../paging/cursors.ts";
import type { Category } from "./category.ts";
import { removeCategory, updateCategory, type UpdateCategoryDeps } from "./change-category.ts";
import { createCategory, type CreateCategoryDeps } from "./create-category.ts";
import { getCategory, type GetCategoryDeps, type Placed } from "./get-category.ts";
import { listCategories, type Counted, type ListCategoriesDeps } from "./list-categories.ts";

type CategoryHandlers = Handlers<typeof categoriesApi>;

export type CategoryDeps = CreateCategoryDeps & UpdateCategoryDeps & ListCategoriesDeps & GetCategoryDeps;

export const categoryRoutes = (deps: CategoryDeps, cursors: Cursors): CategoryHandlers => ({
  listCategories: async ({ query: { limit, cursor, count, parent, top, counts } }) => {
    const key = queryKey("categories", { parent, top });
    const withCounts = counts !== undefined;
    const asked = { limit, after: toPosition(cursors, key, cursor), parent, isTop: top !== undefined };
    const withTotal = count !== undefined;
    const { items, next, ...rest } = await listCategories(deps, { ...asked, withCounts, withTotal });
    const page = { items: items.map(toItem), next: toCursor(cursors, key, next), ...rest };
    return reply(page, {
      etag: 0,
      next: page.next,
      tags: withCounts ? [categoriesTag, productsTag] : [categoriesTag],
      ...(withCounts && { headers: soonOver }),
    });
  },

  getCategory: async ({ params }) => {
    const category = await getCategory(deps, params);
    return reply(toPlace(category), { etag: category.version, tags: [categoriesTag] });
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

const toItem = ({ id, slug, name, parentId, position, version, products }: Counted): CategoryItem => ({
  id,
  slug,
  name,
  parentId,
  position,
  version,
  ...(products !== undefined && { products }),
});

const toLink = ({ id, slug, name }: Category): CategoryLink => ({ id, slug, name });

const toPlace = ({ above, children, ...category }: Placed): CategoryPlace => ({
  ...toItem(category),
  path: above.map(toLink),
  children: children.map(toLink),
});
