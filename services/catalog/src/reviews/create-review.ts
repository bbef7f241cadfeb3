import type { ReviewInput } from "@shop/contracts/catalog/reviews";
import { productErrors } from "../products/errors.ts";
import { getProduct, type GetProductDeps } from "../products/get-product.ts";
import { reviewErrors } from "./errors.ts";
import type { ReviewStore } from "./review-store.ts";
import { write, type Review } from "./review.ts";

export type CreateReviewDeps = GetProductDeps & {
  readonly reviews: Pick<ReviewStore, "insert">;
  readonly now: () => Date;
  readonly newId: () => string;
};

export type CreateReview = {
  /** Id or slug. */
  readonly productId: string;
  readonly customerId: string;
  readonly input: ReviewInput;
};

/** Only what is on sale can be reviewed, once by each customer. Throws `product.not_found` and `review.exists`. */
export async function createReview(
  { reviews, products, now, newId }: CreateReviewDeps,
  { productId, customerId, input }: CreateReview,
): Promise<Review> {
  const product = await getProduct({ products }, { id: productId, isStaff: false });
  const review = write({ id: newId(), productId: product.id, customerId, input, now: now() });
  const result = await reviews.insert(review);
  if (result === "exists") throw reviewErrors.exists();
  if (result === "gone") throw productErrors.notFound(productId);
  return result;
}
