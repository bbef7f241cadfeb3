import { readPage, type Page, type PageRequest } from "../paging/page.ts";
import type { ReviewStore } from "./review-store.ts";
import type { Review } from "./review.ts";

/** Newest first. */
export const listReviews = (
  { reviews }: { readonly reviews: Pick<ReviewStore, "list"> },
  { productId, ...page }: PageRequest & { readonly productId: string },
): Promise<Page<Review>> =>
  readPage(
    page,
    (request) => reviews.list(productId, request),
    ({ createdAt, id }) => ({ key: Date.parse(createdAt), id }),
  );
