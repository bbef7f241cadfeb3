/** Events of Stripe in the form that stripe-mock's had when it was recorded, signed by the library's own helper. */
import { randomUUID } from "node:crypto";
import { Stripe } from "stripe";
import type { FakeStripe } from "./fake-stripe.ts";
import { recorded } from "./stripe-recorded.ts";

export const webhookSecret = "whsec_of_stripe";

export type IntentState = ReturnType<FakeStripe["intentsOf"]>[number];

const eventOf = (type: string, object: object): string =>
  JSON.stringify({ ...recorded.event, id: `evt_${randomUUID()}`, type, data: { object } });

export const intentEvent = (type: string, intent: IntentState): string =>
  eventOf(`payment_intent.${type}`, intent);

/** `refunded`: all that has gone back so far. `captured`: all of it, unless stated. */
export const refundEvent = (
  { id, amount, currency, metadata }: IntentState,
  refunded: number,
  captured: number | null = amount,
): string =>
  eventOf("charge.refunded", {
    ...recorded.charge,
    payment_intent: id,
    amount,
    amount_captured: captured,
    amount_refunded: refunded,
    currency,
    metadata,
  });

export const refundStateEvent = (type: string, refund: object): string =>
  eventOf(type, { ...recorded.refund, ...refund });

export const disputeEvent = ({
  id,
  amount,
  currency,
}: Pick<IntentState, "id" | "amount" | "currency">): string =>
  eventOf("charge.dispute.created", {
    ...recorded.dispute,
    payment_intent: id,
    amount,
    currency,
    reason: "fraudulent",
  });

type Sent = {
  readonly body: string;
  readonly secret?: string;
  readonly at?: number;
  readonly header?: string;
};

/** `at`: in seconds from now. */
export async function sendStripeEvent(url: string, sent: Sent): Promise<{ status: number; code?: string }> {
  const { body, secret = webhookSecret, at = 0 } = sent;
  const timestamp = Math.floor(Date.now() / 1_000) + at;
  const header =
    sent.header ?? Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
  const answer = await fetch(`${url}/webhooks/payments/stripe`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": header },
  });
  const { code } = (await answer.json()) as { code?: string };
  return { status: answer.status, ...(code !== undefined && { code }) };
}
