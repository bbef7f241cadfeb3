import { readPage, type Page, type PageRequest } from "../pages/page.ts";
import type { Category } from "./category.ts";
import type { CategoryDeps } from "./deps.ts";

export const listCategories = (
  { categories }: Pick<CategoryDeps, "categories">,
  page: PageRequest,
): Promise<Page<Category>> =>
  readPage(
    page,
    (request) => categories.list(request),
    ({ position, id }) => ({ key: position, id }),
  );
