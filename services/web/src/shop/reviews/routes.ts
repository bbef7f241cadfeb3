import type { reviewPages } from "@shop/contracts/web/reviews";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import type { OpenAsks } from "../../asking/asks.ts";
import type { Visitors } from "../../visitors/visitor.ts";
import { showReviews, type ReviewsDeps } from "./show-reviews.ts";
import { takeBackReview } from "./take-back-review.ts";
import { openReview, sendReview } from "./write-review.ts";

type Deps = ReviewsDeps & { readonly openAsks: OpenAsks; readonly visitors: Visitors };

export const reviewRoutes = (deps: Deps): Handlers<typeof reviewPages> => ({
  reviewsPage: async ({ params, query }) =>
    toReply(await showReviews(deps, deps.openAsks({}), { ...params, cursors: query.cursor })),
  reviewPage: async ({ params, visit, meta }) =>
    toReply(await openReview(deps, await deps.visitors.of({ visit, meta }), params.slug)),
  sendReview: async ({ params, form, visit, meta }) =>
    toReply(await sendReview(deps, await deps.visitors.of({ visit, meta }), { ...params, form })),
  takeBackReview: async ({ params, form, visit, meta }) =>
    toReply(await takeBackReview(deps, await deps.visitors.of({ visit, meta }), { ...params, form })),
});
