/** Money that goes back through Stripe: each refund once, and found again by its id in the metadata. */
import { z } from "zod";
import type { PaymentProvider, RefundCall, Unknown } from "./provider.ts";
import { notSupported, toStripeAmount } from "./stripe-amount.ts";
import { ask, type StripeClient } from "./stripe-client.ts";
import type { Once } from "./stripe-keys.ts";
import { findInList } from "./stripe-list-client.ts";
import { toRefund } from "./stripe-payment.ts";

const StripeRefund = z.object({
  id: z.string().min(1),
  status: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
});
type StripeRefund = z.infer<typeof StripeRefund>;

const unknown: Unknown = { kind: "unknown" };

export function createStripeRefunds({
  stripe,
  once,
}: {
  readonly stripe: StripeClient;
  readonly once: Once;
}): Pick<PaymentProvider, "refund" | "findRefund"> {
  const findMade = ({ id, chargeId }: Pick<RefundCall, "id" | "chargeId">) =>
    findInList(
      StripeRefund,
      (page) => stripe.refunds.list({ payment_intent: chargeId, ...page }),
      ({ metadata }) => metadata["refundId"] === id,
    );

  return {
    refund: async (order, refund) => {
      const amount = toStripeAmount(refund.amount);
      if (amount === undefined) return { kind: "refused", reason: notSupported };
      const asked = await once(
        `refund:${order.id}:${refund.id}`,
        (idempotencyKey) =>
          ask(StripeRefund, () => stripe.refunds.create(toRefund(order, refund, amount), { idempotencyKey })),
        () => findMade(refund),
      );
      if (asked.kind === "unknown") return unknown;
      if (asked.kind === "no") return { kind: "refused", reason: asked.code };
      return failureOf(asked.answer) ?? { kind: "refunded" };
    },

    findRefund: async (_order, refund) => {
      const asked = await findMade(refund);
      if (asked.kind !== "answer") return unknown;
      if (asked.answer === undefined) return { kind: "nothing" };
      return failureOf(asked.answer) ?? { kind: "found" };
    },
  };
}

/** A refund may fail days after it was made: then nothing went back. */
export const hasFailed = ({ status }: { readonly status?: string | null | undefined }): boolean =>
  status === "failed" || status === "canceled";

const failureOf = (refund: StripeRefund) =>
  hasFailed(refund) ? ({ kind: "refused", reason: `refund_${refund.status}` } as const) : undefined;
