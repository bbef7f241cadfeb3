/** What a customer says about a product. Pure. */
import type { Review as PublicReview, ReviewInput, ReviewStatus } from "@shop/contracts/catalog/reviews";
import { reviewErrors } from "./errors.ts";

export type Review = Omit<PublicReview, "status"> & {
  readonly status: ReviewStatus;
  readonly customerId: string;
};

export type Draft = {
  readonly id: string;
  readonly productId: string;
  readonly customerId: string;
  readonly input: ReviewInput;
  readonly now: Date;
};

/** Whether the product was received, the store finds out as it saves. */
export const write = ({ id, productId, customerId, input, now }: Draft): Review => ({
  id,
  productId,
  customerId,
  ...input,
  verified: false,
  status: "published",
  createdAt: now.toISOString(),
});

/** What becomes of a review that is there. */
export type Change =
  | { readonly kind: "save"; readonly review: Review }
  | { readonly kind: "remove"; readonly review: Review };

/** Undefined when it is so already. Throws `review.not_found`. */
export function moderate(review: Review | undefined, status: ReviewStatus): Change | undefined {
  if (!review) throw reviewErrors.notFound();
  return review.status === status ? undefined : { kind: "save", review: { ...review, status } };
}

/** Somebody else's is as good as missing, except for staff. Throws `review.not_found`. */
export function takeBack(
  review: Review | undefined,
  { callerId, isStaff }: { readonly callerId: string; readonly isStaff: boolean },
): Change {
  if (!review || (review.customerId !== callerId && !isStaff)) throw reviewErrors.notFound();
  return { kind: "remove", review };
}

/**
 * Its rating counts on, and nothing says whose it was. Undefined when it is somebody else's, or nobody's by now: each such
 * review has an author of its own, so that no two belong together.
 */
export function withoutAuthor(review: Review | undefined, customerId: string): Change | undefined {
  if (review?.customerId !== customerId) return undefined;
  const forgotten = { ...review, customerId: `erased-${review.id}`, title: "", text: "" };
  return { kind: "save", review: forgotten };
}

export type Rating = { readonly sum: number; readonly count: number };

/** What it adds to the rating of its product. */
export const weightOf = (review: Review | undefined): Rating =>
  review?.status === "published" ? { sum: review.rating, count: 1 } : { sum: 0, count: 0 };

export const difference = (after: Rating, before: Rating): Rating => ({
  sum: after.sum - before.sum,
  count: after.count - before.count,
});
