/** Which lists an index of the database serves, and which are a search's. Pure. */
import { attributesIn, type ProductQuery, type ProductSort } from "@shop/contracts/catalog/product-lists";
import type { ProductStatus } from "@shop/contracts/catalog/products";
import type { SearchRequest } from "../search/product-search.ts";
import type { IndexedList, IndexedSort } from "../products/indexed-list.ts";
import type { Shelf } from "../products/shelves.ts";

/** What is asked, in the shop's words: the category is one that exists, and everything has its default. */
export type ListRequest = {
  readonly query: ProductQuery;
  readonly statuses: readonly ProductStatus[];
  readonly categoryId: string | undefined;
  readonly currency: string;
};

const sortOf = ({ sort, q }: ProductQuery): ProductSort => sort ?? (q === undefined ? "newest" : "relevance");

/** Undefined: several filters at once, a text or facets; those a search finds. */
export function toIndexedList({
  query,
  statuses,
  categoryId,
  currency,
}: ListRequest): IndexedList | undefined {
  const sort = sortOf(query);
  const [brand, ...others] = new Set(query.brand);
  const shelf = { categoryId, brand };
  if (sort === "relevance" || others.length > 0 || isTwoShelves(shelf) || needsSearch(query, sort))
    return undefined;
  const { minPrice, maxPrice, inStock } = query;
  return { statuses, shelf, currency, minPrice, maxPrice, inStockOnly: inStock !== undefined, sort };
}

const isTwoShelves = ({ categoryId, brand }: Shelf): boolean =>
  categoryId !== undefined && brand !== undefined;

/** Prices that are not what the list is sorted by are one filter too many for an index. */
const needsSearch = (query: ProductQuery, sort: IndexedSort): boolean =>
  query.q !== undefined ||
  query.facets !== undefined ||
  attributesIn(query).length > 0 ||
  (sort !== "price" && sort !== "-price" && (query.minPrice ?? query.maxPrice) !== undefined);

export const toSearchRequest = (
  { query, statuses, categoryId, currency }: ListRequest,
  after: SearchRequest["after"],
): SearchRequest => ({
  statuses,
  categoryId,
  brands: query.brand,
  attributes: attributesIn(query),
  minPrice: query.minPrice,
  maxPrice: query.maxPrice,
  inStockOnly: query.inStock !== undefined,
  text: query.q,
  currency,
  sort: sortOf(query),
  limit: query.limit,
  after,
  withFacets: query.facets !== undefined,
});
