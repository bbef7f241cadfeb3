/** Events of Stripe, whose signature its own library checks. */
import { Id } from "@shop/contracts/language/values";
import { Stripe } from "stripe";
import { z } from "zod";
import type { Notice } from "../orders/transitions/notice.ts";
import { paymentErrors } from "./errors.ts";
import type { PaymentWebhooks, SentEvent } from "./notice.ts";
import { parseEvent } from "./webhook-provider.ts";
import { fromStripeAmount } from "./stripe-amount.ts";
import { ask, Intent, reasonOf, type StripeClient } from "./stripe-client.ts";
import { isOfPage } from "./stripe-payment.ts";
import { hasFailed } from "./stripe-refunds-provider.ts";

const Named = z.object({ id: z.string().min(1).max(200), type: z.string().max(200) });
const withObject = <Schema extends z.ZodType>(object: Schema) => Named.extend({ data: z.object({ object }) });

const IntentEvent = withObject(Intent);
const amount = z.int().nonnegative();
const currency = z.string().regex(/^[a-z]{3}$/);
const intentId = z.string().nullish();
const ownMetadata = z.record(z.string(), z.string()).nullish();
const ChargeEvent = withObject(
  z.object({
    payment_intent: intentId,
    amount,
    /** Null in older versions of the API, where nothing was captured. */
    amount_captured: amount.nullish(),
    amount_refunded: amount,
    currency,
    metadata: ownMetadata,
  }),
);
const DisputeEvent = withObject(
  z.object({ payment_intent: intentId, amount, currency, reason: z.string().max(200) }),
);

const RefundEvent = withObject(
  z.object({
    id: z.string().min(1).max(200),
    payment_intent: intentId,
    amount,
    currency,
    status: z.string().nullish(),
    failure_reason: z.string().max(200).nullish(),
    metadata: ownMetadata,
  }),
);
/** All of them tell of a refund that has failed; which of them comes is a matter of the API's version. */
const refundTypes: ReadonlySet<string> = new Set([
  "refund.failed",
  "refund.updated",
  "charge.refund.updated",
]);

/** Of a payment's own events; a charge and a dispute are told of in their own form. */
const intentTypes = new Map<string, Notice["type"]>([
  ["payment_intent.amount_capturable_updated", "authorised"],
  ["payment_intent.succeeded", "captured"],
  ["payment_intent.payment_failed", "declined"],
  ["payment_intent.canceled", "voided"],
]);

/** Either side of now, in seconds. */
const toleranceS = 300;

export function createStripeWebhooks({
  stripe,
  secret,
}: {
  readonly stripe: StripeClient;
  readonly secret: string;
}): PaymentWebhooks {
  /** Whose payment it is; undefined for one that another shop has made with the same account. */
  const orderIdOf = async (id: string | null | undefined): Promise<string | undefined> => {
    if (!id) return undefined;
    const asked = await ask(Intent, () => stripe.paymentIntents.retrieve(id));
    if (asked.kind === "unknown") throw paymentErrors.away();
    return asked.kind === "answer" ? ownIn(asked.answer.metadata) : undefined;
  };

  const ofRefund = async (body: unknown): Promise<Notice | undefined> => {
    const { id, data } = parseEvent(ChargeEvent, body);
    const charge = data.object;
    // Older versions of the API call it a refund, too, when what was only authorised is released.
    if (!charge.amount_captured) return undefined;
    const chargeId = charge.payment_intent;
    const orderId = ownIn(charge.metadata ?? {}) ?? (await orderIdOf(chargeId));
    if (!orderId || !chargeId) return undefined;
    const toMoney = (value: number) => fromStripeAmount(value, charge.currency);
    return {
      ...base(id, "refunded", orderId, chargeId),
      amount: toMoney(charge.amount),
      captured: toMoney(charge.amount_captured),
      refunded: toMoney(charge.amount_refunded),
      reason: null,
    };
  };

  const ofFailedRefund = async (body: unknown): Promise<Notice | undefined> => {
    const refund = parseEvent(RefundEvent, body).data.object;
    if (!hasFailed(refund)) return undefined;
    const { payment_intent: chargeId, metadata: own, status } = refund;
    const orderId = ownIn(own ?? {}) ?? (await orderIdOf(chargeId));
    if (!orderId || !chargeId) return undefined;
    const none = fromStripeAmount(0, refund.currency);
    return {
      // Of the refund, not of the event: each of its types tells of the same failure.
      ...base(`${refund.id}:failed`, "refund_failed", orderId, chargeId),
      amount: fromStripeAmount(refund.amount, refund.currency),
      captured: none,
      refunded: none,
      reason: refund.failure_reason ?? `refund_${status}`,
      refundId: own?.["refundId"],
    };
  };

  const ofDispute = async (body: unknown): Promise<Notice | undefined> => {
    const { id, data } = parseEvent(DisputeEvent, body);
    const dispute = data.object;
    const chargeId = dispute.payment_intent;
    const orderId = await orderIdOf(chargeId);
    if (!orderId || !chargeId) return undefined;
    const none = fromStripeAmount(0, dispute.currency);
    return {
      ...base(id, "disputed", orderId, chargeId),
      amount: fromStripeAmount(dispute.amount, dispute.currency),
      captured: none,
      refunded: none,
      reason: dispute.reason,
    };
  };

  return {
    provider: "stripe",
    read: async (sent) => {
      const body = verify(secret, sent);
      const { type } = parseEvent(Named, body);
      const told = intentTypes.get(type);
      if (told) return ofIntent(told, body);
      if (type === "charge.refunded") return ofRefund(body);
      if (refundTypes.has(type)) return ofFailedRefund(body);
      if (type === "charge.dispute.created") return ofDispute(body);
      return undefined;
    },
  };
}

function ofIntent(type: Notice["type"], body: unknown): Notice | undefined {
  const { id, data } = parseEvent(IntentEvent, body);
  const intent = data.object;
  const orderId = ownIn(intent.metadata);
  // On a page of Stripe's its customer is asked for another card.
  if (!orderId || (type === "declined" && isOfPage(intent.metadata))) return undefined;
  const toMoney = (value: number) => fromStripeAmount(value, intent.currency);
  return {
    ...base(id, type, orderId, intent.id),
    amount: toMoney(intent.amount),
    captured: toMoney(intent.amount_received),
    refunded: toMoney(0),
    reason: type === "declined" ? reasonOf(intent) : null,
  };
}

const base = (id: string, type: Notice["type"], orderId: string, chargeId: string) => ({
  id: `stripe:${id}`,
  type,
  orderId,
  chargeId,
});

const ownIn = (metadata: Readonly<Record<string, string>>): string | undefined =>
  Id.safeParse(metadata["orderId"]).data;

function verify(secret: string, { bytes, headers }: SentEvent): unknown {
  const header = String(headers["stripe-signature"] ?? "");
  try {
    const event: unknown = Stripe.webhooks.constructEvent(bytes, header, secret, toleranceS);
    requireNotAhead(header);
    return event;
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw paymentErrors.badEvent([{ path: "body", message: "is not valid JSON" }]);
    throw paymentErrors.badSignature(cause);
  }
}

/** The library looks at the past only. The signature is over this time, so it can be believed. */
function requireNotAhead(header: string): void {
  const at = /(?:^|,)t=(\d{1,12})(?:,|$)/.exec(header)?.[1];
  if (Number(at) > Date.now() / 1_000 + toleranceS) throw new Error("The event is of a time to come");
}
