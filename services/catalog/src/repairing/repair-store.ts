/** Products with all that they repeat of others, read from where it is kept for good, and mended. */
import type { Outbox } from "@shop/kit/messaging/outbox";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Connection, mongo } from "mongoose";
import type { CategoryStore } from "../categories/category-store.ts";
import { toProduct, type ProductRow } from "../products/product-rows.ts";
import { productCollection } from "../products/product-collection-rows.ts";
import { reviewed, type Product } from "../products/product.ts";
import { reviewCollection } from "../reviews/review-rows.ts";
import { stockOf } from "../stock/stock-rows.ts";
import type { Checked, Repeated, Truth } from "./kept-facts.ts";

export type ReadProduct = {
  readonly product: Found;
  readonly is: Checked & Partial<Repeated>;
  readonly truth: Truth;
};

/** A product, and the row it was read from. */
export type Found = { readonly id: string; readonly row: ProductRow; readonly product: Product };

export type RepairStore = {
  /** In their order, without those that were removed. */
  idsAfter(id: string, limit: number): Promise<string[]>;
  read(ids: readonly string[]): Promise<ReadProduct[]>;
  /** With an event, so that what is kept elsewhere follows. False: it has changed since it was read. */
  mend(found: Found, should: Repeated): Promise<boolean>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly categories: Pick<CategoryStore, "findMany">;
  readonly outbox: Pick<Outbox, "toUnsent">;
};

const isThere = { names: { $exists: true } } as const;

export function createRepairStore({ connection, categories, outbox }: StoreDeps): RepairStore {
  const products = collectionOf<ProductRow>(connection, productCollection.name);
  const reviews = collectionOf(connection, reviewCollection.name);
  const stock = stockOf(connection);

  const availableOf = async (skus: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    const rows = await stock.find({ _id: { $in: [...skus] } }, { projection: { available: 1 } }).toArray();
    return new Map(rows.map(({ _id, available }) => [_id, available]));
  };

  /** Those that are hidden do not count. */
  const ratingsOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, Repeated["rating"]>> => {
    const rated = reviews.aggregate<{ _id: string; sum: number; count: number }>([
      { $match: { productId: { $in: [...ids] }, status: { $ne: "hidden" } } },
      { $group: { _id: "$productId", sum: { $sum: "$rating" }, count: { $sum: 1 } } },
    ]);
    return new Map((await rated.toArray()).map(({ _id, sum, count }) => [_id, { sum, count }]));
  };

  return {
    idsAfter: async (id, limit) => {
      const page = { sort: { _id: 1 }, limit, projection: { _id: 1 } } as const;
      const rows = await products.find({ _id: { $gt: id }, ...isThere }, page).toArray();
      return rows.map(({ _id }) => _id);
    },

    read: async (ids) => {
      const rows = await products.find({ _id: { $in: [...ids] }, ...isThere }).toArray();
      // After the products: what they repeat may be newer than they are then, and never older.
      const [found, available, ratings] = await Promise.all([
        categories.findMany([...new Set(rows.flatMap((row) => row.categories.map(({ id }) => id)))]),
        availableOf(rows.flatMap(({ variants }) => variants.map(({ sku }) => sku))),
        ratingsOf(ids),
      ]);
      const byId = new Map(found.map((category) => [category.id, category]));
      return rows.map((row) => {
        const { _id: id } = row;
        const rating = ratings.get(id) ?? { sum: 0, count: 0 };
        const product = toProduct(row);
        return {
          product: { id, row, product },
          is: { ...row, ...product, ...keysOf(row) },
          truth: { categories: byId, available, rating },
        };
      });
    },

    mend: async ({ id, row, product }, { variantsInStock, ...should }) => {
      const variants = row.variants.map((each, place) => ({
        ...each,
        inStock: variantsInStock[place] ?? false,
      }));
      const sequence = row.sequence + 1;
      const mended = reviewed({ ...product, categoryPath: should.categoryPath });
      const unsent = outbox.toUnsent({ aggregateId: id, sequence, events: [mended] });
      const update = { $set: { ...should, variants, sequence }, $push: { outbox: { $each: unsent } } };
      const { modifiedCount } = await products.updateOne(asItWasRead(row), update);
      return modifiedCount === 1;
    },
  };
}

/** As they lie there, not as the program would make them. No highest prices are the same as an empty list of them. */
const keysOf = ({ lowest, highest = {}, nameKey, ratingKey, shelves, variants }: ProductRow) =>
  ({
    lowest,
    highest,
    nameKey,
    ratingKey,
    shelves,
    variantsInStock: variants.map(({ inStock }) => inStock),
  }) as Partial<Repeated>;

/** Edits and reviews count its sequence; stock changes its variants alone, and a category what is kept of it. */
const asItWasRead = ({
  _id,
  sequence,
  variants,
  categories,
  categoryPath,
}: ProductRow): mongo.Filter<ProductRow> => ({ _id, sequence, variants, categories, categoryPath });
