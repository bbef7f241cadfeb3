/** Giving money back, once or in parts. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { orAbsent } from "../language/optional.ts";
import { line } from "../language/text.ts";
import { Id, maxAmount, Money } from "../language/values.ts";
import { LineRequest, maxLines } from "./carts.ts";
import { Order, orderSubject } from "./orders.ts";

const RefundAmount = Money.strict().extend({ amount: z.int().min(1).max(maxAmount) });

export const RefundRequest = z
  .strictObject({
    /** A sum by itself, in the order's currency; not beside `lines` or `shipping`. */
    amount: orAbsent(RefundAmount),
    /** Units, at what was paid for them. */
    lines: orAbsent(z.array(LineRequest).min(1).max(maxLines)),
    /** What is left of what was paid for the shipping. */
    shipping: orAbsent(z.literal(true)),
    /** The units go back on the shelf once the money is on its way. */
    restock: orAbsent(z.boolean()),
    reason: line(200),
  })
  .refine(({ amount, lines, shipping }) => !amount || (!lines && !shipping), {
    error: "cannot be sent with lines or shipping",
    path: ["amount"],
  })
  .refine(({ amount, lines, shipping, restock }) => !restock || lines || (!amount && !shipping), {
    error: "needs units: send lines, or neither amount nor shipping",
    path: ["restock"],
  })
  .meta({ id: "RefundRequest" });
export type RefundRequest = z.infer<typeof RefundRequest>;

export const refundingApi = {
  refundOrder: defineEndpoint({
    method: "post",
    path: "/orders/:id/refunds",
    summary: "Give money back: a sum, units, the shipping, or all that is left",
    description:
      "Answers the order; its newest refund is `pending` until the payment provider has it. Without `amount`, `lines` and `shipping` it is for all that is left. Units that were refunded are not shipped any more. A refund that the provider refuses is `failed`, and its money and units are free again.",
    access: { role: "staff", scope: "orders:write" },
    params: z.object({ id: Id }),
    act: { action: "orders.refund", on: orderSubject, replies: true },
    body: RefundRequest,
    idempotent: true,
    ifMatch: "honoured",
    etag: true,
    refuses: {
      invalid: ["refund.other_currency"],
      not_found: ["order.not_found"],
      conflict: ["refund.not_captured", "refund.too_much", "refund.too_many_units", "refund.too_many"],
    },
    status: 201,
    reply: Order,
  }),
};
