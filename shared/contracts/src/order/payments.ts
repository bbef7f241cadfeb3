/** How an order is paid, and whether it is. */
import { z } from "zod";
import { line } from "../language/text.ts";
import { Money } from "../language/values.ts";

export const PaymentStatus = z
  .enum([
    "pending",
    "authorised",
    "captured",
    "declined",
    "voided",
    "refunded",
    "partially_refunded",
    "unknown",
  ])
  .meta({ id: "PaymentStatus" });
export type PaymentStatus = z.infer<typeof PaymentStatus>;

export const PaymentInput = z.strictObject({ method: z.literal("card"), token: line(200) });

export const Payment = z.object({
  status: PaymentStatus,
  method: z.literal("card"),
  captured: Money,
  refunded: Money,
});
