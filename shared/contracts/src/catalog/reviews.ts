/** What customers say about a product. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { emptyLine, prose } from "../language/text.ts";
import { Id, Timestamp } from "../language/values.ts";
import { few, maxMembers } from "../language/words.ts";
import { publicRead } from "./public-read.ts";
import { IdOrSlug } from "./slugs.ts";

export const Review = z
  .object({
    id: Id,
    productId: Id,
    rating: z.int().min(1).max(5),
    title: z.string(),
    text: z.string(),
    /** The customer has received the product. */
    verified: z.boolean(),
    createdAt: Timestamp,
  })
  .meta({ id: "Review" });
export type Review = z.infer<typeof Review>;

export const ReviewInput = z
  .strictObject({
    rating: z.int().min(1).max(5),
    title: emptyLine(200).default(""),
    text: prose(5000).default(""),
  })
  .meta({ id: "ReviewInput" });
export type ReviewInput = z.infer<typeof ReviewInput>;

const productParams = z.object({ id: IdOrSlug });

export const reviewsApi = {
  listReviews: defineEndpoint({
    method: "get",
    path: "/products/:id/reviews",
    summary: "What customers say about a product, newest first",
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
};
