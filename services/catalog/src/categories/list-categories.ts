import { readPage, type Page, type PageRequest } from "../paging/page.ts";
import type { Category } from "./category.ts";
import type { CategoryStore } from "./category-store.ts";

/** By position. */
export const listCategories = (
  { categories }: { readonly categories: Pick<CategoryStore, "list"> },
  page: PageRequest,
): Promise<Page<Category>> =>
  readPage(
    page,
    (request) => categories.list(request),
    ({ position, id }) => ({ key: position, id }),
  );
