/** Reviews in MongoDB; the product they are about carries their average and the newest of them. */
import type { Outbox } from "@shop/kit/messaging/outbox";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transact } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import type { ReviewStore } from "../reviews/deps.ts";
import { reviewed, type Review } from "../reviews/review.ts";
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { toProduct, type ProductRow } from "./product-rows.ts";
import { createTurns } from "./turns.ts";

/** A field that is added from now on is optional here, and `toReview` gives it its value. */
type Row = {
  readonly _id: string;
  readonly productId: string;
  readonly customerId: string;
  readonly rating: number;
  readonly title: string;
  readonly text: string;
  readonly verified: boolean;
  readonly createdAt: Date;
};

const shownWithProduct = 5;

export function createReviewStore({
  connection,
  transact,
  outbox,
}: {
  connection: Connection;
  transact: Transact;
  outbox: Outbox;
}): ReviewStore {
  const reviews = collectionOf<Row>(connection, "reviews");
  const products = collectionOf<ProductRow>(connection, "products");

  const takeTurns = createTurns();

  return {
    insert: async (review) => {
      const { productId: _id, customerId: _customerId, ...shown } = review;
      const save = () =>
        transact(async ({ session, onCommit }): Promise<"saved" | "gone"> => {
          const row = await products.findOneAndUpdate(
            { _id, status: "active" },
            {
              $inc: { "rating.sum": review.rating, "rating.count": 1, sequence: 1 },
              $push: {
                reviews: {
                  $each: [{ ...shown, productId: _id }],
                  $sort: { createdAt: -1 },
                  $slice: shownWithProduct,
                },
              },
            },
            { session, returnDocument: "after" },
          );
          if (!row) return "gone";
          const events = [reviewed(toProduct(row))];
          const unsent = outbox.toUnsent({ aggregateId: _id, sequence: row.sequence, events });
          await products.updateOne({ _id }, { $push: { outbox: { $each: unsent } } }, { session });
          await reviews.insertOne(toRow(review), { session });
          onCommit(() => outbox.publish(products.collectionName, _id, unsent));
          return "saved";
        });
      try {
        return await takeTurns([_id], save);
      } catch (error) {
        if (toDuplicate(error)) return "exists";
        throw error;
      }
    },

    list: async (productId, { limit, after }) => {
      const createdAt = new Date(after?.key ?? 0);
      const older = after && {
        $or: [
          { productId, createdAt, _id: { $lt: after.id } },
          { productId, createdAt: { $lt: createdAt } },
        ],
      };
      const newestFirst = { createdAt: -1, _id: -1 } as const;
      const rows = await reviews.find(older ?? { productId }, { sort: newestFirst, limit }).toArray();
      return rows.map(toReview);
    },
  };
}

const toRow = ({ id, createdAt, ...rest }: Review): Row => ({
  _id: id,
  ...rest,
  createdAt: new Date(createdAt),
});

const toReview = ({ _id, createdAt, ...rest }: Row): Review => ({
  id: _id,
  ...rest,
  createdAt: createdAt.toISOString(),
});
