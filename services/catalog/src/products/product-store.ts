/** Products in MongoDB. What follows reviews and stock is written by their slices. */
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import { gather } from "@shop/kit/process/gather";
import type { Availability } from "../stock/stock.ts";
import { productCollection } from "./product-collection-rows.ts";
import {
  productFields,
  soldFields,
  toInStock,
  toProduct,
  toSold,
  type ProductRow,
  type SoldRow,
} from "./product-rows.ts";
import { createProductSaveStore, type ProductSaveDeps, type ProductSaveStore } from "./product-save-store.ts";
import type { Product, Sold } from "./product.ts";

export type ProductStore = ProductSaveStore & {
  find(idOrSlug: string): Promise<Product | undefined>;
  /** By id or slug, in no order. */
  findByNames(names: readonly string[]): Promise<Product[]>;
  /** So many behind this id, in the order of their ids. */
  findAfter(id: string, limit: number): Promise<Product[]>;
  /** In no order. */
  findBySkus(skus: readonly string[]): Promise<Sold[]>;
  /** Those of the names that are the id or slug of a product. */
  takenNames(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of the pictures' urls that a product shows, whatever its status. */
  shownAmong(urls: readonly string[]): Promise<ReadonlySet<string>>;
  /** Part of changing levels: whether the SKUs, and so their products, are in stock. */
  setInStock(skus: readonly Availability[], transaction: Transaction): Promise<void>;
};

export function createProductStore(deps: ProductSaveDeps): ProductStore {
  const products = collectionOf<ProductRow>(deps.connection, productCollection.name);

  return {
    ...createProductSaveStore(deps),

    find: gather(async (names: readonly string[]) => {
      const rows = await products
        .find({ names: { $in: [...names] } }, { projection: productFields })
        .toArray();
      return new Map(rows.flatMap((row) => withEach(row.names, toProduct(row))));
    }),

    findByNames: async (names) => {
      if (names.length === 0) return [];
      const rows = await products
        .find({ names: { $in: [...names] } }, { projection: productFields })
        .toArray();
      return rows.map(toProduct);
    },

    findAfter: async (id, limit) => {
      const filter = { _id: { $gt: id }, names: { $exists: true } };
      const order = { sort: { _id: 1 }, limit, projection: productFields } as const;
      return (await products.find(filter, order).toArray()).map(toProduct);
    },

    findBySkus: async (skus) => {
      const filter = { "variants.sku": { $in: [...skus] } };
      const rows = await products.find<SoldRow>(filter, { projection: soldFields }).toArray();
      return rows.map(toSold);
    },

    takenNames: async (names) => {
      if (names.length === 0) return new Set();
      const rows = await products
        .find({ names: { $in: [...names] } }, { projection: { names: 1 } })
        .toArray();
      return new Set(rows.flatMap((row) => row.names));
    },

    shownAmong: async (urls) => {
      const filter = { "images.url": { $in: [...urls] } };
      const shown = urls.length === 0 ? [] : await products.distinct("images.url", filter);
      return new Set(shown);
    },

    setInStock: async (skus, { session }) => {
      if (skus.length > 0) await products.bulkWrite(skus.map(toInStock), { session });
    },
  };
}

const withEach = <Value>(keys: readonly string[], value: Value) => keys.map((key) => [key, value] as const);
