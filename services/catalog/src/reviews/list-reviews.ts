import { readPage, type Page, type PageRequest } from "../paging/page.ts";
import type { ReviewStore } from "./review-store.ts";
import type { Review } from "./review.ts";

/** Newest first; those that are hidden only when they are asked for. */
export const listReviews = (
  { reviews }: { readonly reviews: Pick<ReviewStore, "list"> },
  {
    productId,
    withHidden,
    ...page
  }: PageRequest & { readonly productId: string; readonly withHidden: boolean },
): Promise<Page<Review>> =>
  readPage(
    page,
    (request) => reviews.list(productId, { ...request, withHidden }),
    ({ createdAt, id }) => ({ key: Date.parse(createdAt), id }),
  );
