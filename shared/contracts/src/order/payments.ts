/** How an order is paid, and whether it is; and what its provider tells by itself. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
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

/** The token of who pays on a page of Stripe's, and so has none: `actionUrl` is that page. */
export const pageToken = "checkout";

export const PaymentInput = z.strictObject({ method: z.literal("card"), token: line(200) });

export const Payment = z.object({
  status: PaymentStatus,
  method: z.literal("card"),
  captured: Money,
  refunded: Money,
  /** Where the customer pays, or confirms the payment with their bank, as long as that is awaited. */
  actionUrl: z.url().optional(),
});

export const paymentWebhooksApi = {
  receivePaymentWebhook: defineEndpoint({
    method: "post",
    path: "/webhooks/payments/:provider",
    summary: "What the payment provider tells by itself",
    description: `\`sandbox\`: signed after Standard Webhooks (\`webhook-id\`, \`webhook-timestamp\`, \`webhook-signature\`), with \`{ id, type, at, data }\`;
\`type\` is \`payment.authorised\`, \`.captured\`, \`.declined\`, \`.voided\` or \`.refunded\`, \`data\` the charge as in the provider's ledger. \`stripe\`: its events, with \`Stripe-Signature\`.
Each event has its effect once, in whatever order they come; one about an order that is not known yet is kept for it.`,
    access: { signedBy: "the payment provider" },
    params: z.object({ provider: z.string().regex(/^[a-z0-9-]{1,32}$/, "must be a provider's name") }),
    bodyMode: "bytes",
    priority: "checkout",
    // Nobody's allowance: a provider that is told to wait may give up.
    cost: 0,
    refuses: {
      not_found: ["payment.unknown_provider"],
      unauthorized: ["payment.bad_signature"],
      invalid: ["payment.bad_event"],
      unavailable: ["payment.provider_away"],
    },
    status: 202,
    reply: z.object({ received: z.literal(true) }),
  }),
};
