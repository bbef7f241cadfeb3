/** What goes with a product. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageQuery, pageShape } from "../language/page.ts";
import { ProductItem } from "./product-lists.ts";
import { AskedCurrency, seesDrafts } from "./products.ts";
import { publicRead } from "./public-read.ts";
import { IdOrSlug } from "./slugs.ts";

export const maxRelated = 12;

export const relatedApi = {
  listRelated: defineEndpoint({
    method: "get",
    path: "/products/:id/related",
    summary: `Up to ${maxRelated} products that are bought together with this one, else of its category`,
    description: `Those bought together most often come first. ${seesDrafts} What it is shown with is \`active\` for everybody.`,
    ...publicRead,
    cache: { maxAgeS: 60, staleS: 300, tags: ["product", "products"] },
    params: z.object({ id: IdOrSlug }),
    query: z.strictObject({ currency: AskedCurrency, ...pageQuery }),
    refuses: { not_found: ["product.not_found"] },
    status: 200,
    reply: z.object(pageShape(ProductItem)).meta({ id: "RelatedProducts" }),
  }),
};
