/** What of a product follows its reviews, and is written with them. */
import type { ProductStatus } from "@shop/contracts/catalog/products";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { toProduct, toReviewed, type ProductRow, type Reviewed } from "./product-rows.ts";
import { productCollection } from "./product-collection-rows.ts";
import { reviewed } from "./product.ts";
import { ratingKeyOf } from "./shelves.ts";

export type ProductRatingStore = {
  /** Rating, newest reviews and the event. Its status; undefined when it is removed. */
  setReviews(change: Reviewed, transaction: Transaction): Promise<ProductStatus | undefined>;
};

type StoreDeps = { readonly connection: Connection; readonly outbox: Outbox };

export function createProductRatingStore({ connection, outbox }: StoreDeps): ProductRatingStore {
  const products = collectionOf<ProductRow>(connection, productCollection.name);
  return {
    setReviews: async (change, { session, onCommit }) => {
      const { productId: _id } = change;
      const update = toReviewed(change);
      const options = { session, returnDocument: "after" } as const;
      const isThere = { _id, names: { $exists: true } };
      const announced = { ...update, $inc: { ...update.$inc, sequence: 1 } };
      const row = await products.findOneAndUpdate(isThere, announced, options);
      // Of a product that was removed nobody is told; its rating goes on with the next of its id.
      if (!row) await products.updateOne({ _id }, update, { session });
      if (!row) return undefined;
      const events = [reviewed(toProduct(row))];
      const unsent = outbox.toUnsent({ aggregateId: _id, sequence: row.sequence, events });
      const follows = {
        $push: { outbox: { $each: unsent } },
        $set: { ratingKey: ratingKeyOf(row.rating) },
      };
      await products.updateOne({ _id }, follows, { session });
      onCommit(() => outbox.publish(productCollection.name, _id, unsent));
      return row.status;
    },
  };
}
