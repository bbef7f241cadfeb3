/** The page of a product. */
import { z } from "zod";
import { IdOrSlug } from "../catalog/slugs.ts";
import { definePublicPage } from "../language/web-page.ts";
import { lookAround } from "./tags.ts";

export const productPages = {
  productPage: definePublicPage({
    path: "/p/:slug",
    summary: "A product: pictures, price, what there is of it, what customers say; an id leads to its slug",
    params: z.object({ slug: IdOrSlug }),
    /** The variant whose picture, price and stock are shown. */
    query: z.object({ sku: z.string().max(64).optional() }),
    cache: lookAround,
  }),
};
