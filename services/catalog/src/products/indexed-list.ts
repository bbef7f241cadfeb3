/** A list that an index of the database holds in its order. */
import type { ProductSort } from "@shop/contracts/catalog/product-lists";
import type { ProductStatus } from "@shop/contracts/catalog/products";
import type { Shelf } from "./shelves.ts";

export type IndexedSort = Exclude<ProductSort, "relevance">;

export type IndexedList = {
  readonly statuses: readonly ProductStatus[];
  readonly shelf: Shelf;
  readonly currency: string;
  /** Minor units, both inclusive; where the list is sorted by price. */
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly inStockOnly: boolean;
  readonly sort: IndexedSort;
};
