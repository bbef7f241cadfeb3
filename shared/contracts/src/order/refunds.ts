/** Money that goes back after it was captured. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { Id, Money, Timestamp } from "../language/values.ts";

export const RefundStatus = z.enum(["pending", "done", "failed"]).meta({ id: "RefundStatus" });
export type RefundStatus = z.infer<typeof RefundStatus>;

export const Refund = z
  .object({
    id: Id,
    amount: Money,
    /** The units it is for; none when it is an amount by itself. */
    lines: z.array(z.object({ sku: Sku, quantity: z.int().positive(), amount: Money })),
    /** The part of `amount` that is for the shipping. */
    shipping: Money,
    /** Its units go back on the shelf. */
    restock: z.boolean(),
    reason: z.string().nullable(),
    status: RefundStatus,
    createdAt: Timestamp,
    /** When the provider had it. */
    doneAt: Timestamp.nullable(),
  })
  .meta({ id: "Refund" });
export type Refund = z.infer<typeof Refund>;
