/** A card whose token the order has: a PaymentIntent that is confirmed here. */
import type { Stripe } from "stripe";
import { z } from "zod";
import type { Order } from "../orders/order.ts";
import type { PaymentProvider } from "./provider.ts";
import { ask, reasonOf, toCharge, type Asked, type Intent, type StripeClient } from "./stripe-client.ts";
import { unknown, type StripeIntents } from "./stripe-intents-client.ts";
import type { Once } from "./stripe-keys.ts";
import { toPayment } from "./stripe-payment.ts";
import {
  closeReference,
  referenceOf,
  referenceVoided,
  toRefusal,
  type Authorisation,
} from "./stripe-reference-provider.ts";

/** What differs between the ways to pay at Stripe, as long as the order knows no charge. */
export type Way = Pick<PaymentProvider, "find" | "voidAuthorisation"> & {
  authorise(order: Order, amount: number): Promise<Authorisation>;
};

export type WayDeps = {
  readonly stripe: StripeClient;
  readonly intents: StripeIntents;
  readonly once: Once;
  readonly shopUrl: string;
};

const Made = z.object({ id: z.string().min(1) });

export function createCardWay(deps: WayDeps): Way {
  const { stripe, intents, once, shopUrl } = deps;

  const createUnder =
    (order: Order) =>
    async (amount: number, key: string): Promise<Asked<Intent>> => {
      const method = await methodOf(stripe, once, order);
      if (method.kind !== "answer") return method;
      return intents.create({ ...toPayment(order, amount, shopUrl), ...method.answer }, key);
    };

  return {
    authorise: async (order, amount) => {
      const method = await methodOf(stripe, once, order);
      if (method.kind === "unknown") return unknown;
      if (method.kind === "no") return toRefusal(method);
      const params = { ...toPayment(order, amount, shopUrl), ...method.answer };
      const asked = await once(
        referenceOf(order),
        (key) => intents.create(params, key),
        () => intents.findMade(order),
      );
      if (asked.kind === "unknown") return unknown;
      return asked.kind === "no" ? toRefusal(asked) : toAuthorisation(asked.answer);
    },

    find: async (order) => {
      const asked = await intents.search(order);
      if (asked.kind !== "answer") return unknown;
      const charge = asked.answer && toCharge(asked.answer);
      return charge ? { kind: "found", charge } : { kind: "nothing" };
    },

    voidAuthorisation: async (order) => {
      const found = await intents.search(order);
      if (found.kind !== "answer") return unknown;
      if (found.answer) return intents.release(found.answer);
      return closeReference(deps, order, {
        repeat: createUnder(order),
        findMade: intents.findMade,
        end: ({ id }) => intents.cancel(id),
      });
    },
  };
}

function toAuthorisation(intent: Intent): Authorisation {
  const { id: chargeId, next_action: action } = intent;
  const status = toCharge(intent)?.status;
  if (status === undefined || status === "voided") return referenceVoided;
  if (status === "declined") return { kind: "declined", reason: reasonOf(intent) };
  if (status !== "pending") return { kind: "authorised", chargeId };
  const url = action?.redirect_to_url?.url;
  return url === undefined ? unknown : { kind: "action", chargeId, url };
}

type Method = Pick<Stripe.PaymentIntentCreateParams, "payment_method" | "confirmation_token">;

/** How the token that the customer's browser was given is used: a PaymentMethod, a confirmation token, or a card's. */
async function methodOf(
  stripe: StripeClient,
  once: Once,
  { id, payment: { token } }: Order,
): Promise<Asked<Method>> {
  if (token.startsWith("ctoken_")) return { kind: "answer", answer: { confirmation_token: token } };
  if (!token.startsWith("tok_")) return { kind: "answer", answer: { payment_method: token } };
  const params = { type: "card", card: { token } } as const;
  const asked = await once(
    `method:${id}`,
    (idempotencyKey) => ask(Made, () => stripe.paymentMethods.create(params, { idempotencyKey })),
    // It moves nothing: one that was left by a failure does no harm.
    async () => ({ kind: "answer", answer: undefined }),
  );
  return asked.kind === "answer" ? { kind: "answer", answer: { payment_method: asked.answer.id } } : asked;
}
