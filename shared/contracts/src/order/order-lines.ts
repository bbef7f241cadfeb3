/** What an order holds of one thing that was bought. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { Id, Money } from "../language/values.ts";
import { TaxPart } from "./tax-rates.ts";

export const OrderLine = z
  .object({
    sku: Sku,
    productId: Id,
    name: z.string(),
    /** As it was sold; null: there was none, absent: nobody kept it then. */
    image: z.string().nullable().optional(),
    quantity: z.int().positive(),
    unitPrice: Money,
    lineTotal: Money,
    /** The line's part of the order's discount. */
    discount: Money,
    /** What the customer pays for it: `lineTotal − discount`, and its tax where prices do not include it. */
    paid: Money,
    /** By which it was taxed, in basis points; absent: nobody kept it then. */
    taxRate: TaxPart.shape.rate.optional(),
  })
  .meta({ id: "OrderLine" });
export type OrderLine = z.infer<typeof OrderLine>;
