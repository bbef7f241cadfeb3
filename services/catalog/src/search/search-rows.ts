/** What of a product's row the search reads, and what it makes of it. */
import type { ProductRow } from "../products/product-rows.ts";
import { nameKeyOf, ratingKeyOf } from "../products/shelves.ts";
import type { SearchedProduct } from "./searched-product.ts";

export const searchedFields = {
  sequence: 1,
  name: 1,
  description: 1,
  brand: 1,
  status: 1,
  "categories.id": 1,
  "categories.slug": 1,
  "categories.name": 1,
  categoryPath: 1,
  attributes: 1,
  "variants.sku": 1,
  "variants.name": 1,
  "variants.options": 1,
  "variants.price": 1,
  "variants.prices": 1,
  "variants.inStock": 1,
  rating: 1,
  inStock: 1,
  createdAt: 1,
} as const;

type Priced = {
  readonly price: { readonly amount: number; readonly currency: string };
  /** In the shop's other currencies. */
  readonly prices?: readonly { readonly amount: number; readonly currency: string }[];
};

export type SearchedRow = Pick<
  ProductRow,
  | "_id"
  | "sequence"
  | "name"
  | "description"
  | "brand"
  | "categories"
  | "categoryPath"
  | "attributes"
  | "rating"
  | "inStock"
  | "createdAt"
> & {
  readonly status: ProductRow["status"] | "removed";
  readonly variants: readonly (ProductRow["variants"][number] & Pick<Priced, "prices">)[];
};

/** Undefined for a tombstone: what is left of a removed product is not searched. */
export function toSearched(row: SearchedRow): SearchedProduct | undefined {
  const { _id: id, status } = row;
  if (status === "removed") return undefined;
  const { sum, count } = row.rating;
  return {
    id,
    status,
    name: row.name,
    nameKey: nameKeyOf(row.name),
    ratingKey: ratingKeyOf(row.rating),
    brand: row.brand,
    description: row.description,
    categoryNames: row.categories.map(({ name }) => name),
    categoryPath: row.categoryPath,
    attributes: row.attributes.map(({ name, value }) => [name, value] as const),
    options: [
      ...new Set(
        row.variants.flatMap(({ name, options }) => [name ?? "", ...options.map(({ value }) => value)]),
      ),
    ],
    skus: row.variants.map(({ sku }) => sku),
    lowest: lowestPrices(row.variants),
    rating: count > 0 ? sum / count : 0,
    inStock: row.inStock,
    createdAt: row.createdAt.getTime(),
  };
}

/** The lowest price of the variants, in minor units, by currency; one that none has a price in is absent. */
function lowestPrices(variants: readonly Priced[]): Readonly<Record<string, number>> {
  const lowest: Record<string, number> = {};
  for (const { price, prices = [] } of variants)
    for (const { amount, currency } of [price, ...prices])
      lowest[currency] = Math.min(amount, lowest[currency] ?? amount);
  return lowest;
}
