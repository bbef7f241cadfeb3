/** What has a page of its own, as whoever lists the shop's pages asks for it: in the order of ids, which never changes. */
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import { productCollection } from "../products/product-collection-rows.ts";
import type { ProductRow } from "../products/product-rows.ts";

export type Address = { readonly id: string; readonly slug: string; readonly updatedAt: string };

export type AddressStore = {
  /** Of active products, after this id. */
  list(page: { readonly after: string; readonly limit: number }): AsyncIterable<Address>;
  /** The id of the last of so many active ones after this id; undefined when there are fewer. */
  lastOf(page: { readonly after: string; readonly size: number }): Promise<string | undefined>;
};

const perBatch = 1_000;

export function createAddressStore({ connection }: { readonly connection: Connection }): AddressStore {
  const products = collectionOf<ProductRow>(connection, productCollection.name);
  return {
    async *list({ after, limit }) {
      const rows = products
        .find({ _id: { $gt: after }, status: "active" }, { projection: { slug: 1, updatedAt: 1 }, limit })
        .sort({ _id: 1 })
        .batchSize(perBatch);
      for await (const { _id: id, slug, updatedAt } of rows)
        yield { id, slug, updatedAt: updatedAt.toISOString() };
    },
    async lastOf({ after, size }) {
      const [row] = await products
        .find({ _id: { $gt: after }, status: "active" }, { projection: { _id: 1 }, skip: size - 1, limit: 1 })
        .sort({ _id: 1 })
        .toArray();
      return row && idOf(row);
    },
  };
}

const idOf = ({ _id: id }: Pick<ProductRow, "_id">): string => id;
