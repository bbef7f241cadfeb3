/** Products as they lie in MongoDB. */
import type { ProductStatus } from "@shop/contracts/product";
import type { Product } from "../products/product.ts";

export type ProductRow = Omit<Product, "id"> & {
  readonly _id: string;
  /** Id and slug, for looking up and for keeping them apart from those of others. */
  readonly names: readonly string[];
  /** Events announced so far. */
  readonly sequence: number;
};

/**
 * What is left of a removed product, and the beginning of every other: counters that never run backwards, so that
 * an old ETag or event cannot be mistaken for one of a product that gets the same id again.
 */
export type Head = Pick<ProductRow, "version" | "sequence" | "rating" | "reviews"> & {
  readonly status: ProductStatus | "removed";
};
export type HeadRow = Head & { readonly _id: string };

export const headFields = { version: 1, sequence: 1, rating: 1, reviews: 1, status: 1 } as const;

export const toProduct = ({ _id, names: _names, sequence: _sequence, ...rest }: ProductRow): Product => ({
  id: _id,
  ...rest,
});

/** What an edit writes; the rest follows reviews and stock, which may move meanwhile. */
export const toEdit = (product: Product, sequence: number) => {
  const { id, rating: _rating, reviews: _reviews, createdAt: _createdAt, ...edited } = product;
  return { ...edited, names: namesOf(id, product.slug), sequence };
};

export const toRow = ({ id, ...rest }: Product, sequence: number): ProductRow => ({
  _id: id,
  ...rest,
  names: namesOf(id, rest.slug),
  sequence,
});

const namesOf = (id: string, slug: string): string[] => [...new Set([id, slug])];
