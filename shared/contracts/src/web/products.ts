/** The page of a product. */
import { z } from "zod";
import { definePublicPage } from "../language/web-page.ts";
import { lookAround } from "./tags.ts";

export const productPages = {
  productPage: definePublicPage({
    path: "/p/:slug",
    summary: "A product: pictures, price, what there is of it, what customers say; an id leads to its slug",
    params: z.object({ slug: z.string() }),
    /** The variant whose picture, price and stock are shown; what is no SKU of it changes nothing. */
    query: z.object({ sku: z.array(z.string()).optional() }),
    cache: lookAround,
  }),
};
