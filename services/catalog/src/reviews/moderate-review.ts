/** What becomes of a review after it is written. Both throw `review.not_found`. */
import type { ReviewStatus } from "@shop/contracts/catalog/reviews";
import { reviewErrors } from "./errors.ts";
import type { ReviewStore } from "./review-store.ts";
import { moderate, takeBack, type Review } from "./review.ts";

export type ChangeReviewDeps = { readonly reviews: Pick<ReviewStore, "change"> };

export const setReviewStatus = async (
  { reviews }: ChangeReviewDeps,
  { id, status }: { readonly id: string; readonly status: ReviewStatus },
): Promise<Review> => existing(await reviews.change(id, (review) => moderate(review, status)));

/** The review as it was. */
export const removeReview = async (
  { reviews }: ChangeReviewDeps,
  { id, ...who }: { readonly id: string; readonly callerId: string; readonly isStaff: boolean },
): Promise<Review> => existing(await reviews.change(id, (review) => takeBack(review, who)));

function existing(review: Review | undefined): Review {
  if (!review) throw reviewErrors.notFound();
  return review;
}
