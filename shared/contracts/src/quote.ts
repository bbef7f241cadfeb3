/** What a SKU is and costs right now. */
import { z } from "zod";
import { Sku } from "./product.ts";
import { Id, Money } from "./values.ts";

export const Quote = z
  .object({
    sku: Sku,
    productId: Id,
    /** Product and variant, as a customer would call it. */
    name: z.string(),
    image: z.string().nullable(),
    price: Money,
    /** Units that can be bought now. */
    available: z.int().nonnegative(),
    /** False when the product is not `active`. */
    onSale: z.boolean(),
  })
  .meta({ id: "Quote" });
export type Quote = z.infer<typeof Quote>;
