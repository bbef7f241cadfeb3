import type { catalogApi } from "@shop/contracts/catalog/api";
import { changeTagsOf, productTag } from "@shop/contracts/catalog/tags";
import type { Cursors } from "@shop/kit/paging/cursor";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { queryKey, toCursor, toPosition } from "../paging/cursors.ts";
import { getProduct } from "../products/get-product.ts";
import { isStaff } from "../products/staff.ts";
import { createReview, type CreateReviewDeps } from "./create-review.ts";
import { listReviews } from "./list-reviews.ts";
import type { ReviewStore } from "./review-store.ts";

type ReviewHandlers = Pick<Handlers<typeof catalogApi>, "listReviews" | "createReview">;

export type ReviewDeps = CreateReviewDeps & { readonly reviews: ReviewStore };

export const reviewRoutes = (deps: ReviewDeps, cursors: Cursors): ReviewHandlers => ({
  listReviews: async ({ user, params, query: { limit, cursor } }) => {
    const { id: productId } = await getProduct(deps, { ...params, isStaff: isStaff(user) });
    const key = queryKey("reviews", { productId });
    const after = toPosition(cursors, key, cursor);
    const { items, next } = await listReviews(deps, { productId, limit, after });
    const page = { items, next: toCursor(cursors, key, next) };
    return reply(page, { next: page.next, tags: [productTag(productId)] });
  },

  createReview: async ({ user, params, body }) => {
    const review = await createReview(deps, { productId: params.id, customerId: user.id, input: body });
    return reply(review, { tags: changeTagsOf(review.productId) });
  },
});
