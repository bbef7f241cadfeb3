import type { ProductQuery } from "@shop/contracts/catalog/product-lists";
import { ProductStatus } from "@shop/contracts/catalog/products";
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { toTotal, type Total } from "@shop/contracts/language/page";
import type { Category } from "../categories/category.ts";
import type { CategoryStore } from "../categories/category-store.ts";
import { readPage, type Position, type SortKey } from "../paging/page.ts";
import type { Facets, ProductSearch } from "../search/product-search.ts";
import { pickCurrency } from "../products/prices.ts";
import type { IndexedList } from "../products/indexed-list.ts";
import { toIndexedList, toSearchRequest, type ListRequest } from "./list-request.ts";
import type { ProductListStore } from "../products/product-list-store.ts";
import type { Listed } from "../products/product.ts";

export type ListProductsDeps = {
  readonly productLists: ProductListStore;
  readonly categories: Pick<CategoryStore, "find" | "findMany">;
  readonly search: ProductSearch;
  readonly currencies: ShopCurrencies;
};

export type ListProducts = {
  readonly query: ProductQuery;
  readonly isStaff: boolean;
  readonly after: Position<SortKey> | undefined;
};

export type FoundProducts = {
  readonly items: readonly Listed[];
  readonly next: Position<SortKey> | null;
  readonly currency: string;
  /** Of the category that was asked for. */
  readonly categoryId: string | undefined;
  readonly total?: Total | undefined;
  readonly facets?: NamedFacets | undefined;
  readonly suggestion?: string | undefined;
  /** The search has found them, which may be a second behind. */
  readonly isSearched: boolean;
};

export type NamedFacets = Omit<Facets, "category"> & {
  readonly category: readonly (Pick<Category, "slug" | "name" | "parentId" | "position"> & {
    readonly value: string;
    readonly count: number;
  })[];
};

/**
 * A category that does not exist holds nothing. Throws `request.invalid` for a currency that the shop does not sell in,
 * and `search.unavailable` where the search is needed and cannot answer.
 */
export async function listProducts(
  deps: ListProductsDeps,
  { query, isStaff, after }: ListProducts,
): Promise<FoundProducts> {
  const currency = pickCurrency(deps.currencies, query.currency, "query.currency");
  const category = query.category === undefined ? undefined : await deps.categories.find(query.category);
  if (query.category !== undefined && !category) return nothing(query, currency);
  const request: ListRequest = {
    query,
    statuses: isStaff ? ProductStatus.options : ["active"],
    categoryId: category?.id,
    currency,
  };
  const indexed = toIndexedList(request);
  return indexed ? readIndexed(deps, request, indexed, after) : searchProducts(deps, request, after);
}

async function readIndexed(
  { productLists }: Pick<ListProductsDeps, "productLists">,
  { query, categoryId, currency }: ListRequest,
  list: IndexedList,
  after: Position<SortKey> | undefined,
): Promise<FoundProducts> {
  const [page, total] = await Promise.all([
    readPage(
      { limit: query.limit, after },
      (request) => productLists.list(list, request),
      ({ position }) => position,
    ),
    query.count === undefined ? undefined : productLists.count(list),
  ]);
  const items = page.items.map(({ product }) => product);
  return { items, next: page.next, currency, categoryId, total, isSearched: false };
}

async function searchProducts(
  deps: Pick<ListProductsDeps, "productLists" | "categories" | "search">,
  request: ListRequest,
  after: Position<SortKey> | undefined,
): Promise<FoundProducts> {
  const { query, categoryId, currency } = request;
  const asked = toSearchRequest(request, after);
  const { ids, next = null, total, facets, suggestion } = await deps.search.search(asked);
  const [found, named] = await Promise.all([
    deps.productLists.findListed(ids, asked),
    facets && withNames(deps, facets),
  ]);
  const byId = new Map(found.map((product) => [product.id, product]));
  return {
    // What has gone meanwhile is left out.
    items: ids.flatMap((id) => byId.get(id) ?? []),
    next,
    currency,
    categoryId,
    total: query.count === undefined ? undefined : toTotal(total.value, total.exact),
    facets: named,
    suggestion,
    isSearched: true,
  };
}

async function withNames(
  { categories }: Pick<ListProductsDeps, "categories">,
  facets: Facets,
): Promise<NamedFacets> {
  const ids = facets.category.map(({ value }) => value);
  const byId = new Map((await categories.findMany(ids)).map((category) => [category.id, category]));
  const category = facets.category.flatMap(({ value, count }) => {
    const found = byId.get(value);
    if (!found) return [];
    const { slug, name, parentId, position } = found;
    return [{ value, slug, name, count, parentId, position }];
  });
  return { ...facets, category };
}

const nothing = (query: ProductQuery, currency: string): FoundProducts => ({
  items: [],
  next: null,
  currency,
  categoryId: undefined,
  ...(query.count !== undefined && { total: toTotal(0) }),
  ...(query.facets !== undefined && {
    facets: { brand: [], category: [], attributes: {}, price: null, exact: true },
  }),
  isSearched: false,
});
