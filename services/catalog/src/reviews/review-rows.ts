/** Reviews as they lie in MongoDB, and what tells that a customer received a product. */
import type { Collection } from "@shop/kit/mongo/collections";
import type { Review } from "./review.ts";

/** A field that is added from now on is optional here, and `toReview` gives it its value. */
export type ReviewRow = {
  readonly _id: string;
  readonly productId: string;
  readonly customerId: string;
  readonly rating: number;
  readonly title: string;
  readonly text: string;
  readonly verified: boolean;
  readonly createdAt: Date;
  /** Absent: published, as all were at first. */
  readonly status?: "hidden";
};

/**
 * A customer and a product: whether it was received. A review and a delivery both write it, so that of the two at the same
 * time one comes second, and sees the other.
 */
export type ReceiptRow = {
  /** `<customer>:<product>` */
  readonly _id: string;
  readonly receivedAt?: Date;
  readonly writes: number;
};

export const reviewCollection: Collection = {
  name: "reviews",
  indexes: [
    { key: { productId: 1, customerId: 1 }, unique: true, name: "product_customer" },
    { key: { customerId: 1, _id: 1 }, name: "customer" },
    { key: { productId: 1, createdAt: -1, _id: -1 }, name: "product_newest" },
    { key: { productId: 1, status: 1, createdAt: -1, _id: -1 }, name: "product_status_newest" },
  ],
};

export const receiptCollection: Collection = { name: "receipts" };

export const receiptId = (customerId: string, productId: string): string => `${customerId}:${productId}`;

/** All of one customer; the character after the colon ends them. */
export const receiptsOf = (customerId: string) => ({
  _id: { $gte: `${customerId}:`, $lt: `${customerId};` },
});

export const toRow = ({ id, createdAt, status, ...rest }: Review): ReviewRow => ({
  _id: id,
  ...rest,
  createdAt: new Date(createdAt),
  ...(status === "hidden" && { status }),
});

export const toReview = ({ _id, createdAt, status, ...rest }: ReviewRow): Review => ({
  id: _id,
  ...rest,
  status: status ?? "published",
  createdAt: createdAt.toISOString(),
});

export const newestFirst = { createdAt: -1, _id: -1 } as const;
/** As an index finds what has no such field. */
export const isPublished = { status: { $exists: false } } as const;
