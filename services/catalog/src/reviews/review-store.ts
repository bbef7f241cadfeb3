/** Reviews in MongoDB; the product they are about carries their average and the newest of them. */
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import type { Transact } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import type { PageRequest } from "../paging/page.ts";
import type { ProductStore } from "../products/product-store.ts";
import type { Review } from "./review.ts";

/** A field that is added from now on is optional here, and `toReview` gives it its value. */
type ReviewRow = {
  readonly _id: string;
  readonly productId: string;
  readonly customerId: string;
  readonly rating: number;
  readonly title: string;
  readonly text: string;
  readonly verified: boolean;
  readonly createdAt: Date;
};

export const reviewCollection: Collection = {
  name: "reviews",
  indexes: [
    { key: { productId: 1, customerId: 1 }, unique: true, name: "product_customer" },
    { key: { productId: 1, createdAt: -1, _id: -1 }, name: "product_newest" },
  ],
};

export type ReviewStore = {
  /**
   * The review, the product's rating and its newest reviews, in one transaction.
   * `exists`: this customer has reviewed it; `gone`: the product is no longer on sale.
   */
  insert(review: Review): Promise<"saved" | "exists" | "gone">;
  /** Newest first. */
  list(productId: string, page: PageRequest): Promise<Review[]>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly products: Pick<ProductStore, "addReview">;
};

export function createReviewStore({ connection, transact, products }: StoreDeps): ReviewStore {
  const reviews = collectionOf<ReviewRow>(connection, reviewCollection.name);

  const takeTurns = createDocumentTurns();

  return {
    insert: async (review) => {
      const save = () =>
        transact(async (transaction): Promise<"saved" | "gone"> => {
          const { customerId: _customerId, ...shown } = review;
          if (!(await products.addReview(shown, transaction))) return "gone";
          await reviews.insertOne(toRow(review), { session: transaction.session });
          return "saved";
        });
      try {
        return await takeTurns([review.productId], save);
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

const toRow = ({ id, createdAt, ...rest }: Review): ReviewRow => ({
  _id: id,
  ...rest,
  createdAt: new Date(createdAt),
});

const toReview = ({ _id, createdAt, ...rest }: ReviewRow): Review => ({
  id: _id,
  ...rest,
  createdAt: createdAt.toISOString(),
});
