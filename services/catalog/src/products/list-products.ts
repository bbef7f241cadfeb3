import { attributesIn, type ProductQuery } from "@shop/contracts/catalog/product-lists";
import { ProductStatus } from "@shop/contracts/catalog/products";
import type { CategoryStore } from "../categories/category-store.ts";
import { readPage, type Page, type Position } from "../paging/page.ts";
import type { ProductFilter } from "./product-list-rows.ts";
import type { ProductStore } from "./product-store.ts";
import type { Listed } from "./product.ts";

export type ListProductsDeps = {
  readonly products: Pick<ProductStore, "list">;
  readonly categories: Pick<CategoryStore, "find">;
};

export type ListProducts = {
  readonly query: ProductQuery;
  readonly isStaff: boolean;
  readonly after: Position | undefined;
};

export type ProductPage = Page<Listed> & { readonly categoryId: string | undefined };

/** A category that does not exist holds nothing. */
export async function listProducts(
  { products, categories }: ListProductsDeps,
  { query, isStaff, after }: ListProducts,
): Promise<ProductPage> {
  const category = query.category === undefined ? undefined : await categories.find(query.category);
  if (query.category !== undefined && !category) return { items: [], next: null, categoryId: undefined };

  const filter: ProductFilter = {
    statuses: isStaff ? ProductStatus.options : ["active"],
    categoryId: category?.id,
    brands: query.brand,
    attributes: attributesIn(query),
    minPrice: query.minPrice,
    maxPrice: query.maxPrice,
    inStockOnly: query.inStock !== undefined,
    sort: query.sort,
  };
  const page = await readPage(
    { limit: query.limit, after },
    (request) => products.list(filter, request),
    ({ id, price, createdAt }) => ({ key: query.sort === "newest" ? createdAt.getTime() : price.amount, id }),
  );
  return { ...page, categoryId: category?.id };
}
