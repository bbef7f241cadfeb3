import type { reviewsApi } from "@shop/contracts/catalog/reviews";
import { changeTagsOf, productTag } from "@shop/contracts/catalog/tags";
import type { Cursors } from "@shop/kit/paging/cursor";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { queryKey, toCursor, toPosition } from "../paging/cursors.ts";
import { getProduct } from "../products/get-product.ts";
import { isStaff } from "../products/staff.ts";
import { createReview, type CreateReviewDeps } from "./create-review.ts";
import { getOwnReview } from "./get-own-review.ts";
import { listReviews } from "./list-reviews.ts";
import { removeReview, setReviewStatus } from "./moderate-review.ts";
import type { ReviewStore } from "./review-store.ts";
import type { Review } from "./review.ts";

type ReviewHandlers = Handlers<typeof reviewsApi>;

export type ReviewDeps = CreateReviewDeps & { readonly reviews: ReviewStore };

export const reviewRoutes = (deps: ReviewDeps, cursors: Cursors): ReviewHandlers => ({
  listReviews: async ({ user, params, query: { limit, cursor, count } }) => {
    const withHidden = isStaff(user);
    const { id: productId } = await getProduct(deps, { ...params, isStaff: withHidden });
    const key = queryKey(withHidden ? "reviews:staff" : "reviews", { productId });
    const after = toPosition(cursors, key, cursor);
    const { items, next } = await listReviews(deps, { productId, limit, after, withHidden });
    const total = count && { total: await deps.reviews.countOf(productId, withHidden) };
    const page = { items, next: toCursor(cursors, key, next), ...total };
    return reply(page, { etag: 0, next: page.next, tags: [productTag(productId)] });
  },

  createReview: async ({ user, params, body }) => {
    const review = await createReview(deps, { productId: params.id, customerId: user.id, input: body });
    return withTags(review);
  },

  getOwnReview: ({ user, params }) => getOwnReview(deps, { idOrSlug: params.id, customerId: user.id }),

  updateReview: async ({ params, body }) => withTags(await setReviewStatus(deps, { ...params, ...body })),

  removeReview: async ({ user, params }) => {
    const who = { callerId: user.id, isStaff: isStaff(user) };
    const { productId } = await removeReview(deps, { ...params, ...who });
    return reply(undefined, { tags: changeTagsOf(productId) });
  },
});

const withTags = (review: Review) => reply(review, { tags: changeTagsOf(review.productId) });
