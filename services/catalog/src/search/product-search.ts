/** What a search of products can be asked, and what it answers: ids and counts. MongoDB stays the truth about the products. */

export type SearchSort = "relevance" | "newest" | "price" | "-price" | "rating" | "name";

/** A value of a facet, and how many products have it. */
export type FacetCount = { readonly value: string; readonly count: number };

export type SearchFilter = {
  readonly statuses: readonly string[];
  /** Its descendants count too. */
  readonly categoryId?: string | undefined;
  /** Any of them. */
  readonly brands?: readonly string[] | undefined;
  /** All of them. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** Minor units of `currency`. */
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly inStockOnly: boolean;
};

export type SearchRequest = SearchFilter & {
  /** As a person typed it; undefined: every product that passes the filter. */
  readonly text?: string | undefined;
  /** What has no price in it is not found. */
  readonly currency: string;
  readonly sort: SearchSort;
  readonly limit: number;
  /** Where the page before ended: what `next` of its answer said. */
  readonly after?: SearchPosition | undefined;
  readonly withFacets: boolean;
};

/** The sort's value of the last item (a score, a time in ms, minor units, an average, a name) and its id. */
export type SearchPosition = { readonly key: number | string; readonly id: string };

/**
 * Each is counted without its own filter (brand without `brands`, an attribute without that attribute, price without
 * its bounds), so that a shopper sees what else could be chosen; categories with all filters. Most frequent first.
 */
export type Facets = {
  /** 50 at most. */
  readonly brand: readonly FacetCount[];
  /** Ids, of ancestors too; 200 at most. */
  readonly category: readonly FacetCount[];
  /** 30 names at most, 50 values each. */
  readonly attributes: Readonly<Record<string, readonly FacetCount[]>>;
  /** Null when nothing is found. */
  readonly price: { readonly min: number; readonly max: number } | null;
  readonly exact: boolean;
};

export type SearchResult = {
  readonly ids: readonly string[];
  /** Undefined on the last page. */
  readonly next?: SearchPosition | undefined;
  readonly total: { readonly value: number; readonly exact: boolean };
  readonly facets?: Facets | undefined;
  /** What may have been meant, when nothing was found. */
  readonly suggestion?: string | undefined;
};

export type CountRequest = Pick<SearchRequest, "statuses" | "currency"> & {
  readonly categoryIds: readonly string[];
};

/** Throws `search.unavailable` while it cannot answer. */
export type ProductSearch = {
  search(request: SearchRequest): Promise<SearchResult>;
  /** How many products lie in each of these categories or below it, in no order; one that is not named has none. */
  countIn(request: CountRequest): Promise<readonly FacetCount[]>;
};
