/** What products need from outside. `start.ts` supplies it. */
import type { ProductQuery } from "@shop/contracts/catalog/product-lists";
import type { ProductStatus } from "@shop/contracts/catalog/products";
import type { Fact } from "@shop/contracts/language/event";
import type { CategoryStore } from "../categories/deps.ts";
import type { PageRequest } from "../pages/page.ts";
import type { StockStore } from "../stock/deps.ts";
import type { Listed, Product } from "./product.ts";

export type ProductFilter = {
  readonly statuses: readonly ProductStatus[];
  readonly categoryId: string | undefined;
  readonly brands: readonly string[] | undefined;
  /** A product has all of them. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** Minor units, both inclusive. */
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly inStockOnly: boolean;
  readonly sort: ProductQuery["sort"];
};

/** First levels of SKUs that have none yet. */
export type FirstStock = ReadonlyMap<string, number>;

export type Change =
  | {
      readonly kind: "save";
      /** Undefined: it is new. */
      readonly before: Product | undefined;
      readonly product: Product;
      readonly events: readonly Fact[];
      readonly firstStock?: FirstStock | undefined;
    }
  | { readonly kind: "remove"; readonly before: Product; readonly events: readonly Fact[] };

export type SaveResult =
  | { readonly kind: "saved"; readonly products: readonly Product[] }
  /** A product is not what it was `before`: read again. */
  | { readonly kind: "moved" }
  /** Another product has this id or slug, or this SKU. */
  | { readonly kind: "taken"; readonly what: "name" | "sku"; readonly value: string };

export type ProductStore = {
  find(idOrSlug: string): Promise<Product | undefined>;
  findMany(ids: readonly string[]): Promise<Product[]>;
  /** In no order. */
  findBySkus(skus: readonly string[]): Promise<Product[]>;
  list(filter: ProductFilter, page: PageRequest): Promise<Listed[]>;
  /** Those of the names that are the id or slug of a product. */
  takenNames(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** All of the changes with their events and SKUs, in one transaction, or none of them. */
  save(changes: readonly Change[]): Promise<SaveResult>;
};

export type ProductDeps = {
  readonly products: ProductStore;
  readonly categories: Pick<CategoryStore, "find" | "findMany">;
  readonly stock: Pick<StockStore, "availableOf">;
  readonly now: () => Date;
  readonly newId: () => string;
};
