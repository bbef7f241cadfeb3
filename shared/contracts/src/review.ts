/** What customers say about a product. */
import { z } from "zod";
import { emptyLine, prose } from "./text.ts";
import { Id, Timestamp } from "./values.ts";

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
