/** Reviews in MongoDB; the product they are about carries their average and the newest of them. */
import { collectionOf } from "@shop/kit/mongo";
import type { Transact } from "@shop/kit/transactions";
import type { Connection } from "mongoose";
import type { ReviewStore } from "../reviews/deps.ts";
import { reviewed, type Review } from "../reviews/review.ts";
import { toAnnouncements } from "./announcements.ts";
import { toDuplicate } from "@shop/kit/duplicate-key";
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
}: {
  connection: Connection;
  transact: Transact;
}): ReviewStore {
  const reviews = collectionOf<Row>(connection, "reviews");
  const products = collectionOf<ProductRow>(connection, "products");

  const takeTurns = createTurns();

  return {
    insert: async (review) => {
      let isGone = false;
      try {
        const save: Parameters<Transact>[0] = async (session) => {
          const { customerId: _customerId, ...shown } = review;
          const row = await products.findOneAndUpdate(
            { _id: review.productId, status: "active" },
            {
              $inc: { "rating.sum": review.rating, "rating.count": 1, sequence: 1 },
              $push: { reviews: { $each: [shown], $sort: { createdAt: -1 }, $slice: shownWithProduct } },
            },
            { session, returnDocument: "after" },
          );
          isGone = row === null;
          if (!row) return [];
          await reviews.insertOne(toRow(review), { session });
          return toAnnouncements(review.productId, row.sequence, [reviewed(toProduct(row))]);
        };
        await takeTurns([review.productId], () => transact(save));
      } catch (error) {
        if (toDuplicate(error)) return "exists";
        throw error;
      }
      return isGone ? "gone" : "saved";
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
