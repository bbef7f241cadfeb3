/** Reviews in MongoDB; the product they are about carries their average and the newest of them. */
import type { Total } from "@shop/contracts/language/page";
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { collectionOf } from "@shop/kit/mongo/collections";
import { countRows } from "@shop/kit/mongo/count-rows";
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import type { PageRequest } from "../paging/page.ts";
import type { ProductRatingStore } from "../products/product-rating-store.ts";
import {
  isPublished,
  newestFirst,
  receiptCollection,
  receiptId,
  receiptsOf,
  reviewCollection,
  toReview,
  toRow,
  type ReceiptRow,
  type ReviewRow,
} from "./review-rows.ts";
import { difference, weightOf, type Change, type Rating, type Review } from "./review.ts";

/** Each changes the product's rating and its newest reviews, too, in one transaction. */
export type ReviewStore = {
  /** `exists`: this customer has reviewed it; `gone`: the product is no longer on sale. */
  insert(review: Review): Promise<Review | "exists" | "gone">;
  /** `decide` may run several times; what it throws ends the transaction. Answers the review as it is then, or was. */
  change(id: string, decide: (review: Review | undefined) => Change | undefined): Promise<Review | undefined>;
  find(id: string): Promise<Review | undefined>;
  findOf(customerId: string, productId: string): Promise<Review | undefined>;
  /** The customer has received the product: what is said of it, before or after, is verified. */
  receive(customerId: string, productId: string): Promise<void>;
  idsOf(customerId: string): Promise<string[]>;
  /** What tells that the customer received something; answers how many there were. */
  forgetReceipts(customerId: string): Promise<number>;
  /** Newest first; those that are hidden only when they are asked for. */
  list(productId: string, page: PageRequest & { readonly withHidden: boolean }): Promise<Review[]>;
  countOf(productId: string, withHidden: boolean): Promise<Total>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly ratings: ProductRatingStore;
};

const shownWithProduct = 5;

export function createReviewStore({ connection, transact, ratings }: StoreDeps): ReviewStore {
  const reviews = collectionOf<ReviewRow>(connection, reviewCollection.name);
  const receipts = collectionOf<ReceiptRow>(connection, receiptCollection.name);

  const takeTurns = createDocumentTurns();

  /** After the reviews of a product have changed, and with it their sum and count. */
  const setProduct = async (productId: string, rating: Rating, transaction: Transaction) => {
    const { session } = transaction;
    const rows = await reviews
      .find({ productId, ...isPublished }, { session, sort: newestFirst, limit: shownWithProduct })
      .toArray();
    const newest = rows.map(toReview).map(({ customerId: _customerId, ...shown }) => shown);
    return ratings.setReviews({ productId, rating, reviews: newest }, transaction);
  };

  const save = async (before: Review, after: Review, transaction: Transaction): Promise<Review> => {
    await reviews.replaceOne({ _id: before.id }, toRow(after), { session: transaction.session });
    await setProduct(after.productId, difference(weightOf(after), weightOf(before)), transaction);
    return after;
  };

  const touchReceipt = async (_id: string, set: Partial<ReceiptRow>, { session }: Transaction) => {
    const options = { session, upsert: true, returnDocument: "after" } as const;
    return receipts.findOneAndUpdate({ _id }, { $inc: { writes: 1 }, $set: set }, options);
  };

  return {
    insert: async (written) => {
      const { productId, customerId } = written;
      const insert = () =>
        transact(async (transaction): Promise<Review | "gone"> => {
          const receipt = await touchReceipt(receiptId(customerId, productId), {}, transaction);
          const review = { ...written, verified: receipt?.receivedAt !== undefined };
          await reviews.insertOne(toRow(review), { session: transaction.session });
          const status = await setProduct(productId, weightOf(review), transaction);
          if (status !== "active") throw new GoneError();
          return review;
        });
      try {
        return await takeTurns([productId], insert);
      } catch (error) {
        if (error instanceof GoneError) return "gone";
        if (toDuplicate(error)?.index === "product_customer") return "exists";
        throw error;
      }
    },

    change: async (id, decide) => {
      const known = await reviews.findOne({ _id: id }, { projection: { productId: 1 } });
      const change = () =>
        transact(async (transaction): Promise<Review | undefined> => {
          const { session } = transaction;
          const row = await reviews.findOne({ _id: id }, { session });
          const before = row ? toReview(row) : undefined;
          const decided = decide(before);
          if (!decided || !before) return before;
          if (decided.kind === "save") return save(before, decided.review, transaction);
          await reviews.deleteOne({ _id: id }, { session });
          await setProduct(before.productId, difference(weightOf(undefined), weightOf(before)), transaction);
          return before;
        });
      return takeTurns([known?.productId ?? id], change);
    },

    find: async (id) => {
      const row = await reviews.findOne({ _id: id });
      return row ? toReview(row) : undefined;
    },

    findOf: async (customerId, productId) => {
      const row = await reviews.findOne({ productId, customerId });
      return row ? toReview(row) : undefined;
    },

    receive: (customerId, productId) => {
      const receive = () =>
        transact(async (transaction): Promise<void> => {
          await touchReceipt(receiptId(customerId, productId), { receivedAt: new Date() }, transaction);
          const { session } = transaction;
          const row = await reviews.findOne({ productId, customerId, verified: false }, { session });
          if (!row) return;
          const before = toReview(row);
          await save(before, { ...before, verified: true }, transaction);
        });
      return takeTurns([productId], receive);
    },

    idsOf: async (customerId) => {
      const rows = await reviews.find({ customerId }, { projection: { _id: 1 } }).toArray();
      return rows.map(({ _id }) => _id);
    },

    forgetReceipts: async (customerId) => (await receipts.deleteMany(receiptsOf(customerId))).deletedCount,

    countOf: (productId, withHidden) => countRows(reviews, whichOf(productId, withHidden)),

    list: async (productId, { limit, after, withHidden }) => {
      const which = whichOf(productId, withHidden);
      const createdAt = new Date(after?.key ?? 0);
      const older = after && {
        $or: [
          { ...which, createdAt, _id: { $lt: after.id } },
          { ...which, createdAt: { $lt: createdAt } },
        ],
      };
      const rows = await reviews.find(older ?? which, { sort: newestFirst, limit }).toArray();
      return rows.map(toReview);
    },
  };
}

const whichOf = (productId: string, withHidden: boolean) => ({
  productId,
  ...(!withHidden && isPublished),
});

/** Ends the transaction of a review that nobody may write any more. */
class GoneError extends Error {}
