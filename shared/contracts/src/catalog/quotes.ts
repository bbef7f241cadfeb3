/** What a SKU is and costs right now. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { Currency, Id, Money } from "../language/values.ts";
import { few } from "../language/words.ts";
import { Sku, TaxCategory } from "./variants.ts";

export const Quote = z
  .object({
    sku: Sku,
    productId: Id,
    /** Product and variant, as a customer would call it. */
    name: z.string(),
    image: z.string().nullable(),
    /** Null: it is not sold in the asked currency. */
    price: Money.nullable(),
    /** Units that can be bought now. */
    available: z.int().nonnegative(),
    /** False when the product is not `active`, and without a price. */
    onSale: z.boolean(),
    /** Absent: standard. */
    taxCategory: TaxCategory.optional(),
    /** Of one unit; absent when nobody has said it. */
    weightGrams: z.int().nonnegative().optional(),
  })
  .meta({ id: "Quote" });
export type Quote = z.infer<typeof Quote>;

/** Of what is sold in the asked currency. */
export type PricedQuote = Quote & { readonly price: Money };

export const isPriced = (quote: Quote): quote is PricedQuote => quote.price !== null;

/** Asked by other services, never routed by the gateway. */
export const quotesApi = {
  quote: defineEndpoint({
    method: "post",
    path: "/internal/quotes",
    summary: "What these SKUs cost now and whether they can be bought; an unknown SKU is absent",
    access: "service",
    /** `currency`: one of the shop's, its first unless stated. */
    body: z.strictObject({
      skus: few(200, z.array(Sku).min(1).max(200)),
      currency: Currency.optional(),
    }),
    status: 200,
    reply: z.object({ items: z.array(Quote) }),
    timeoutMs: 2_000,
  }),
};
