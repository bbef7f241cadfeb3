/** What customers say of a product. */
import { z } from "zod";
import { emptyLine, prose } from "../language/text.ts";
import { defineForm, definePersonalPage, definePublicPage } from "../language/web-page.ts";
import { Id } from "../language/values.ts";
import { lookAround } from "./tags.ts";

const params = z.object({ slug: z.string() });

/** Browsers end lines of a form in two characters. */
const lines = (text: string): string => text.replaceAll("\r\n", "\n");

const ReviewForm = z.object({
  rating: z.enum(["1", "2", "3", "4", "5"], "must be one to five stars"),
  title: emptyLine(200).optional(),
  text: z.string().transform(lines).pipe(prose(5000)).optional(),
});

export type WrittenReview = z.output<typeof ReviewForm>;

export const reviewPages = {
  reviewsPage: definePublicPage({
    path: "/p/:slug/reviews",
    summary: "All reviews of a product, page by page; an id leads to its slug",
    params,
    query: z.object({ cursor: z.array(z.string()).optional() }),
    cache: lookAround,
  }),
  reviewPage: definePersonalPage({
    path: "/p/:slug/review",
    summary: "A customer's own review of a product: to be written, or as it is",
    params,
  }),
  sendReview: defineForm({
    path: "/p/:slug/reviews",
    summary: "Review a product, once",
    params,
    body: ReviewForm,
    cost: 5,
  }),
  takeBackReview: defineForm({
    path: "/p/:slug/review/remove",
    summary: "Take back one's review",
    params,
    body: z.object({ review: Id }),
  }),
};
