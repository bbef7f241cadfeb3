/** What of a product follows its categories, and is written with them. */
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import type { Linked } from "../categories/category-spread-store.ts";
import { categoryIndex } from "./product-list-rows.ts";
import { derivedFrom, standingFields, type ProductRow } from "./product-rows.ts";
import { productCollection } from "./product-collection-rows.ts";

export type ProductLinkStore = {
  /** A product is in the category, or below it. */
  isInUse(categoryId: string, transaction: Transaction): Promise<boolean>;
  /** Those in the category or below it, by id. */
  linkedTo(
    page: { readonly categoryId: string; readonly after: string | null; readonly limit: number },
    transaction: Transaction,
  ): Promise<readonly Linked[]>;
  /** No edit by staff: the version stays. */
  setLinks(linked: readonly Linked[], transaction: Transaction): Promise<void>;
};

export function createProductLinkStore({ connection }: { connection: Connection }): ProductLinkStore {
  const products = collectionOf<ProductRow>(connection, productCollection.name);
  const hint = categoryIndex.name;
  return {
    isInUse: async (categoryPath, { session }) => {
      const options = { projection: { _id: 1 }, hint, session } as const;
      return (await products.findOne({ categoryPath }, options)) !== null;
    },

    linkedTo: async ({ categoryId: categoryPath, after, limit }, { session }) => {
      const rows = await products
        .find(
          { categoryPath, ...(after !== null && { _id: { $gt: after } }) },
          { projection: { categories: 1, categoryPath: 1 }, sort: { _id: 1 }, hint, limit, session },
        )
        .toArray();
      return rows.map(({ _id: id, categories, categoryPath: path }) => ({
        id,
        categories,
        categoryPath: path,
      }));
    },

    setLinks: async (linked, { session }) => {
      if (linked.length === 0) return;
      const ids = linked.map(({ id }) => id);
      const rows = await products
        .find({ _id: { $in: ids } }, { projection: standingFields, session })
        .toArray();
      const rowOf = new Map(rows.map(({ _id: id, ...row }) => [id, { _id: id, ...row }]));
      const writes = linked.flatMap(({ id: _id, ...links }) => {
        const row = rowOf.get(_id);
        if (!row) return [];
        const { shelves } = derivedFrom({ ...row, ...links });
        return [{ updateOne: { filter: { _id }, update: { $set: { ...links, shelves } } } }];
      });
      await products.bulkWrite(writes, { session, ordered: false });
    },
  };
}
