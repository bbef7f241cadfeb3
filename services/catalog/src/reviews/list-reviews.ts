import { readPage, type Page, type PageRequest } from "../pages/page.ts";
import type { ReviewDeps } from "./deps.ts";
import type { Review } from "./review.ts";

/** Newest first. */
export const listReviews = (
  { reviews }: Pick<ReviewDeps, "reviews">,
  { productId, ...page }: PageRequest & { readonly productId: string },
): Promise<Page<Review>> =>
  readPage(
    page,
    (request) => reviews.list(productId, request),
    ({ createdAt, id }) => ({ key: Date.parse(createdAt), id }),
  );
