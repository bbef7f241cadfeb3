/** Products as they lie in MongoDB: rows in, plain objects out. */
import type { CategoryLink } from "@shop/contracts/catalog/categories";
import type { Image } from "@shop/contracts/catalog/images";
import type { ProductStatus } from "@shop/contracts/catalog/products";
import type { Review } from "@shop/contracts/catalog/reviews";
import type { ProductOption, TaxCategory } from "@shop/contracts/catalog/variants";
import type { Money } from "@shop/contracts/language/values";
import type { Unsent } from "@shop/kit/messaging/announcing";
import type { mongo } from "mongoose";
import type { Availability } from "../stock/stock.ts";
import { lowestOf } from "./prices.ts";
import type { Listed, Product, Sold } from "./product.ts";
import { derivedOf, type Derived } from "./shelves.ts";
import type { Variant } from "./variant.ts";

/** A list, because a name may be what cannot be a key here (`$where`, `No. of doors`). */
type Words = readonly { readonly name: string; readonly value: string }[];

type VariantRow = {
  readonly sku: string;
  readonly name: string | null;
  readonly options: Words;
  readonly price: Money;
  readonly prices?: readonly Money[];
  readonly weightGrams?: number | null;
  readonly inStock: boolean;
};

/** A field that is added from now on is optional here, and `toProduct` gives it its value. */
export type ProductRow = {
  readonly _id: string;
  /** Id and slug, for looking up and for keeping them apart from those of others. */
  readonly names: readonly string[];
  /** Events announced so far. */
  readonly sequence: number;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly brand: string | null;
  readonly status: ProductStatus;
  readonly taxCategory?: TaxCategory;
  readonly categories: readonly CategoryLink[];
  readonly categoryPath: readonly string[];
  readonly attributes: Words;
  readonly options: readonly ProductOption[];
  readonly variants: readonly VariantRow[];
  readonly images: readonly Image[];
  readonly rating: { readonly sum: number; readonly count: number };
  readonly reviews: readonly Review[];
  readonly inStock: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly outbox?: readonly Unsent[];
} & Partial<Derived>;

/** What a list shows of it. */
export const listedFields = {
  slug: 1,
  name: 1,
  brand: 1,
  lowest: 1,
  highest: 1,
  images: 1,
  rating: 1,
  inStock: 1,
  createdAt: 1,
} as const;

/** What whoever buys it has to know. */
export const soldFields = { name: 1, status: 1, taxCategory: 1, variants: 1, images: { $slice: 1 } } as const;
export type SoldRow = Pick<ProductRow, "_id" | "name" | "status" | "taxCategory" | "variants" | "images">;

/** What of it is for nobody who reads a product. */
export const productFields = { outbox: 0 } as const;

/**
 * What outlives a product. A removed one leaves it as a tombstone: its counters never run backwards, so that an old
 * ETag or event cannot be mistaken for one of a product that gets the same id again.
 */
export type Head = Pick<ProductRow, "version" | "sequence" | "rating" | "reviews" | "outbox"> & {
  readonly status: ProductStatus | "removed";
};
export type HeadRow = Head & { readonly _id: string };

export const headFields = { version: 1, sequence: 1, rating: 1, reviews: 1, status: 1, outbox: 1 } as const;

export function toProduct(row: ProductRow): Product {
  const {
    _id,
    names: _names,
    sequence: _sequence,
    outbox: _outbox,
    highest: _highest,
    nameKey: _nameKey,
    ratingKey: _ratingKey,
    shelves: _shelves,
    ...rest
  } = row;
  const variants = rest.variants.map(toVariant);
  const lowest = rest.lowest ?? lowestOf(variants);
  return {
    id: _id,
    taxCategory: "standard",
    ...rest,
    attributes: fromWords(rest.attributes),
    variants,
    lowest,
  };
}

export const toListed = ({ _id: id, ...row }: ProductRow): Listed => {
  const { slug, name, brand, images, rating, inStock, createdAt, lowest = {}, highest = {} } = row;
  return { id, slug, name, brand, images, rating, inStock, createdAt, lowest, highest };
};

/** What decides where it stands in lists. */
export const standingFields = { name: 1, brand: 1, rating: 1, variants: 1 } as const;

/** What follows from the rest of a row. */
export const derivedFrom = (row: ProductRow): Derived =>
  derivedOf({ ...row, variants: row.variants.map(toVariant) });

export const toSold = ({ _id, variants, ...rest }: SoldRow): Sold => ({
  id: _id,
  taxCategory: "standard",
  ...rest,
  variants: variants.map(toVariant),
});

const toVariant = (row: VariantRow): Variant => ({
  ...row,
  options: fromWords(row.options),
  prices: row.prices ?? [],
  weightGrams: row.weightGrams ?? null,
});

export function toRow({ id, ...rest }: Product, sequence: number): ProductRow {
  return {
    _id: id,
    ...rest,
    attributes: toWords(rest.attributes),
    variants: rest.variants.map((each) => ({ ...each, options: toWords(each.options) })),
    names: [...new Set([id, rest.slug])],
    sequence,
    ...derivedOf(rest),
  };
}

/** What an edit writes; the rest follows reviews and stock, which may move meanwhile. */
export function toEdit(product: Product, sequence: number) {
  const {
    _id,
    rating: _rating,
    ratingKey: _ratingKey,
    reviews: _reviews,
    createdAt: _createdAt,
    ...edited
  } = toRow(product, sequence);
  return edited;
}

/** What a change of its reviews makes of a product. */
export type Reviewed = {
  readonly productId: string;
  /** By how much its rating changes. */
  readonly rating: Product["rating"];
  /** The newest that are published. */
  readonly reviews: readonly Review[];
};

export const toReviewed = ({ rating, reviews }: Reviewed) => ({
  $inc: { "rating.sum": rating.sum, "rating.count": rating.count },
  $set: { reviews },
});

/** A SKU that sold out, or came back. */
export function toInStock({
  sku,
  productId,
  inStock,
}: Availability): mongo.AnyBulkWriteOperation<ProductRow> {
  const isIt = { $eq: ["$$each.sku", sku] };
  const turned = { $mergeObjects: ["$$each", { inStock }] };
  const variants = { $map: { input: "$variants", as: "each", in: { $cond: [isIt, turned, "$$each"] } } };
  return {
    updateOne: {
      filter: { _id: productId, "variants.sku": sku },
      update: [{ $set: { variants } }, { $set: { inStock: { $anyElementTrue: "$variants.inStock" } } }],
    },
  };
}

export const toWords = (words: Readonly<Record<string, string>>): Words =>
  Object.entries(words).map(([name, value]) => ({ name, value }));

export const fromWords = (words: Words): Record<string, string> =>
  Object.fromEntries(words.map(({ name, value }) => [name, value]));
