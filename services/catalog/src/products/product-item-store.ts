/** Products as lists show them, for what is no list of products: only those that are on sale. */
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Connection, mongo } from "mongoose";
import { listedFields, type ProductRow } from "./product-rows.ts";
import { productCollection } from "./product-store.ts";
import type { Listed } from "./product.ts";

export type ProductItemStore = {
  /** In no order; what is not on sale is absent. */
  findActive(ids: readonly string[]): Promise<Listed[]>;
  /** Of the category and what is below it: what is in stock first, and the newest of these. */
  newestIn(categoryId: string, limit: number): Promise<Listed[]>;
};

export function createProductItemStore({ connection }: { connection: Connection }): ProductItemStore {
  const products = collectionOf<ProductRow>(connection, productCollection.name);
  const find = async (filter: mongo.Filter<ProductRow>, options: mongo.FindOptions) => {
    const projection = listedFields;
    const rows = await products.find({ status: "active", ...filter }, { ...options, projection }).toArray();
    return rows.map(({ _id, ...listed }): Listed => ({ id: _id, ...listed }));
  };
  /** The index has what is out of stock first, and so is asked twice. */
  const newest = (categoryPath: string, inStock: boolean, limit: number): Promise<Listed[]> =>
    find({ categoryPath, inStock }, { sort: { createdAt: -1, _id: -1 }, hint: "category_newest", limit });

  return {
    findActive: async (ids) => (ids.length === 0 ? [] : find({ _id: { $in: [...ids] } }, {})),

    newestIn: async (categoryId, limit) => {
      const there = await newest(categoryId, true, limit);
      if (there.length >= limit) return there;
      return [...there, ...(await newest(categoryId, false, limit - there.length))];
    },
  };
}
