/** Stripe's PaymentIntents: made under a key, found again by the order's id in their metadata, released. */
import type { Stripe } from "stripe";
import { z } from "zod";
import type { Order } from "../orders/order.ts";
import type { Charge, PaymentProvider, Unknown } from "./provider.ts";
import { ask, Intent, toCharge, type Asked, type StripeClient } from "./stripe-client.ts";
import { findInList } from "./stripe-list-client.ts";
import { sinceBefore } from "./stripe-payment.ts";

const Intents = z.object({ data: z.array(Intent) });

export const unknown: Unknown = { kind: "unknown" };
export const voided = { kind: "voided" } as const;
export type Voided = Awaited<ReturnType<PaymentProvider["voidAuthorisation"]>>;

const withCharge = { expand: ["latest_charge"] };

export type StripeIntents = ReturnType<typeof createStripeIntents>;

export function createStripeIntents(stripe: StripeClient) {
  const create = (params: Stripe.PaymentIntentCreateParams, idempotencyKey: string): Promise<Asked<Intent>> =>
    ask(Intent, () => stripe.paymentIntents.create(params, { idempotencyKey }));

  const findMade = (order: Order): Promise<Asked<Intent | undefined>> =>
    findInList(
      Intent,
      (page) => stripe.paymentIntents.list({ created: sinceBefore(order), ...page }),
      ({ metadata }) => metadata["orderId"] === order.id,
    );

  const retrieve = (id: string) => ask(Intent, () => stripe.paymentIntents.retrieve(id, withCharge));

  /** Up to a minute late. */
  const search = async (order: Order): Promise<Asked<Intent | undefined>> => {
    const query = `metadata['orderId']:'${order.id}'`;
    const asked = await ask(Intents, () =>
      stripe.paymentIntents.search({ query, expand: ["data.latest_charge"] }),
    );
    if (asked.kind !== "answer") return asked;
    const { data } = asked.answer;
    // What only closed the reference says nothing of the money.
    return { kind: "answer", answer: data.find(({ status }) => status !== "canceled") ?? data[0] };
  };

  const cancel = async (id: string): Promise<Voided> => {
    const asked = await ask(Intent, () => stripe.paymentIntents.cancel(id));
    if (asked.kind === "unknown") return unknown;
    if (asked.kind === "answer") return asked.answer.status === "canceled" ? voided : unknown;
    const found = await retrieve(id);
    return found.kind === "answer" ? endOf(found.answer) : unknown;
  };

  /** Cancels what has not ended yet. */
  const release = async (intent: Intent): Promise<Voided> => {
    const known = endOf(intent);
    return known.kind === "unknown" ? cancel(intent.id) : known;
  };

  return { create, findMade, retrieve, search, cancel, release };
}

/** Unknown: it can still be cancelled. */
function endOf(intent: Intent): typeof voided | { kind: "captured"; charge: Charge } | Unknown {
  if (intent.status === "canceled") return voided;
  const charge = intent.status === "succeeded" ? toCharge(intent) : undefined;
  return charge ? { kind: "captured", charge } : unknown;
}
