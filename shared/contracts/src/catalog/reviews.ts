/** What customers say about a product. */
import { z } from "zod";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { orDefault } from "../language/optional.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { emptyLine, prose } from "../language/text.ts";
import { Id, Timestamp } from "../language/values.ts";
import { few, maxMembers } from "../language/words.ts";
import { publicRead } from "./public-read.ts";
import { IdOrSlug } from "./slugs.ts";

export const ReviewStatus = z.enum(["published", "hidden"]).meta({ id: "ReviewStatus" });
export type ReviewStatus = z.infer<typeof ReviewStatus>;

export const Review = z
  .object({
    id: Id,
    productId: Id,
    rating: z.int().min(1).max(5),
    title: z.string(),
    text: z.string(),
    /** The customer has received the product. */
    verified: z.boolean(),
    /** Hidden by staff, who still sees it; it does not count for the rating. Absent: published. */
    status: ReviewStatus.optional(),
    createdAt: Timestamp,
  })
  .meta({ id: "Review" });
export type Review = z.infer<typeof Review>;

export const ReviewInput = z
  .strictObject({
    rating: z.int().min(1).max(5),
    title: orDefault(emptyLine(200), ""),
    text: orDefault(prose(5000), ""),
  })
  .meta({ id: "ReviewInput" });
export type ReviewInput = z.infer<typeof ReviewInput>;

export const ReviewPatch = z.strictObject({ status: ReviewStatus }).meta({ id: "ReviewPatch" });
export type ReviewPatch = z.infer<typeof ReviewPatch>;

const reviewParams = z.object({ id: Id });
const productParams = z.object({ id: IdOrSlug });

/** Without what its customer wrote. */
const reviewSubject = defineSubject({
  kind: "review",
  id: "id",
  shows: Review.pick({ id: true, productId: true, rating: true, status: true }),
});

export const reviewsApi = {
  listReviews: defineEndpoint({
    method: "get",
    path: "/products/:id/reviews",
    summary: "What customers say about a product, newest first",
    description: "With a token of staff, what is hidden is shown too.",
    ...publicRead,
    cache: { maxAgeS: 60, staleS: 300, tags: ["product"] },
    params: productParams,
    query: z.strictObject(pageQuery),
    refuses: { not_found: ["product.not_found"] },
    status: 200,
    reply: pageOf(Review),
  }),
  createReview: defineEndpoint({
    method: "post",
    path: "/products/:id/reviews",
    summary: "Review a product, once",
    access: "customer",
    params: productParams,
    body: few(maxMembers, ReviewInput),
    cost: 5,
    refuses: { not_found: ["product.not_found"], conflict: ["review.exists"] },
    status: 201,
    reply: Review,
  }),
  getOwnReview: defineEndpoint({
    method: "get",
    path: "/products/:id/reviews/mine",
    summary: "What one has said of a product oneself",
    description: "Also when it is hidden.",
    access: "customer",
    params: productParams,
    refuses: { not_found: ["product.not_found", "review.not_found"] },
    status: 200,
    reply: Review,
  }),
  updateReview: defineEndpoint({
    method: "patch",
    path: "/reviews/:id",
    summary: "Hide a review, or publish it again",
    description: "A hidden one leaves lists, the product and its rating at once.",
    access: { role: "staff", scope: "catalog:write" },
    params: reviewParams,
    act: { action: "reviews.update", on: reviewSubject, replies: true },
    body: few(maxMembers, ReviewPatch),
    bodyTypes: ["application/merge-patch+json", "application/json"],
    refuses: { not_found: ["review.not_found"] },
    status: 200,
    reply: Review,
  }),
  removeReview: defineEndpoint({
    method: "delete",
    path: "/reviews/:id",
    summary: "Take back a review, or remove anybody's as staff",
    description: "Its customer may write another.",
    access: "customer",
    params: reviewParams,
    act: { action: "reviews.remove", on: reviewSubject },
    refuses: { not_found: ["review.not_found"] },
    status: 204,
    reply: z.undefined(),
  }),
};
