/** What the catalog holds of a person, as its owner is shown it: section by section, a page at a time. */
import type { HeldPage, HeldRequest } from "@shop/contracts/language/people";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import {
  receiptCollection,
  receiptsOf,
  reviewCollection,
  toReview,
  type ReceiptRow,
  type ReviewRow,
} from "../reviews/review-rows.ts";

export type ListHeld = (request: HeldRequest) => Promise<HeldPage>;

const limit = 50;

export function createListHeld({ connection }: { readonly connection: Connection }): ListHeld {
  const reviews = collectionOf<ReviewRow>(connection, reviewCollection.name);
  const receipts = collectionOf<ReceiptRow>(connection, receiptCollection.name);

  const listReviews = async (customerId: string, after: string): Promise<HeldPage> => {
    const rows = await reviews
      .find({ customerId, _id: { $gt: after } }, { limit })
      .sort({ _id: 1 })
      .toArray();
    const last = lastOf(rows);
    const next = last === undefined ? "receivedProducts|" : `reviews|${last}`;
    return { section: "reviews", items: rows.map((row) => ({ ...toReview(row) })), next };
  };

  const listReceipts = async (customerId: string, after: string): Promise<HeldPage> => {
    const rows = await receipts
      .find({ $and: [receiptsOf(customerId), { _id: { $gt: after } }] }, { limit })
      .sort({ _id: 1 })
      .toArray();
    const items = rows.map(({ _id, receivedAt }) => ({
      productId: _id.slice(customerId.length + 1),
      receivedAt: receivedAt?.toISOString() ?? null,
    }));
    const last = lastOf(rows);
    return {
      section: "receivedProducts",
      items,
      next: last === undefined ? null : `receivedProducts|${last}`,
    };
  };

  return ({ userId, cursor = "" }) => {
    const [section, ...after] = cursor.split("|");
    const list = section === "receivedProducts" ? listReceipts : listReviews;
    return list(userId, after.join("|"));
  };
}

/** Undefined: there are no more. */
function lastOf(rows: readonly { readonly _id: string }[]): string | undefined {
  const { _id } = rows[limit - 1] ?? {};
  return _id;
}
