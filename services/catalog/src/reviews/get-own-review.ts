import { getProduct, type GetProductDeps } from "../products/get-product.ts";
import { reviewErrors } from "./errors.ts";
import type { ReviewStore } from "./review-store.ts";
import type { Review } from "./review.ts";

type Deps = GetProductDeps & { readonly reviews: Pick<ReviewStore, "findOf"> };

/** What a customer has said of a product that is on sale. Throws `product.not_found` and `review.not_found`. */
export async function getOwnReview(
  { products, reviews }: Deps,
  { idOrSlug, customerId }: { readonly idOrSlug: string; readonly customerId: string },
): Promise<Review> {
  const product = await getProduct({ products }, { id: idOrSlug, isStaff: false });
  const review = await reviews.findOf(customerId, product.id);
  if (!review) throw reviewErrors.notFound();
  return review;
}
