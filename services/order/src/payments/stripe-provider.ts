/**
 * Stripe as the payment provider: a PaymentIntent for each order, captured later. It is confirmed here when the order has
 * a card's token, and else by the customer on a page of Stripe's. It is made once by its idempotency key, which also
 * closes it: whoever uses the key first decides what may ever be made under it.
 *
 * What is made anew by each request has a key of ours. A capture and a cancellation need none, as Stripe takes and
 * releases a payment once, whoever asks how often; under a key of ours one failure would be its answer for a day.
 */
import { pageToken } from "@shop/contracts/order/payments";
import type { Order } from "../orders/order.ts";
import type { PaymentProvider } from "./provider.ts";
import { notSupported, toStripeAmount } from "./stripe-amount.ts";
import { createCardWay, type Way } from "./stripe-card-provider.ts";
import { ask, Intent, toCharge, type StripeClient } from "./stripe-client.ts";
import { createStripeIntents, unknown } from "./stripe-intents-client.ts";
import { createOnce } from "./stripe-keys.ts";
import { createPageWay } from "./stripe-page-provider.ts";
import { createStripeRefunds } from "./stripe-refunds-provider.ts";

export function createStripeProvider({
  stripe,
  shopUrl,
}: {
  readonly stripe: StripeClient;
  /** Where customers come back to, from their bank or from the page where they pay. */
  readonly shopUrl: string;
}): PaymentProvider {
  const once = createOnce();
  const intents = createStripeIntents(stripe);
  const deps = { stripe, intents, once, shopUrl };
  const [card, page] = [createCardWay(deps), createPageWay(deps)];
  const wayOf = ({ payment }: Order): Way => (payment.token === pageToken ? page : card);

  return {
    authorise: async (order) => {
      const amount = toStripeAmount(order.total);
      if (amount === undefined) return { kind: "refused", reason: notSupported };
      return wayOf(order).authorise(order, amount);
    },

    find: async (order) => {
      const { chargeId } = order.payment;
      if (chargeId === null) return wayOf(order).find(order);
      const asked = await intents.retrieve(chargeId);
      if (asked.kind !== "answer") return unknown;
      const charge = toCharge(asked.answer);
      return charge ? { kind: "found", charge } : { kind: "nothing" };
    },

    capture: async (order, chargeId) => {
      const amount = toStripeAmount(order.total);
      if (amount === undefined) return { kind: "refused", reason: notSupported };
      const asked = await ask(Intent, () =>
        stripe.paymentIntents.capture(chargeId, { amount_to_capture: amount }),
      );
      const isTaken = ({ status, amount_received: received }: Intent) =>
        status === "succeeded" && received === amount;
      if (asked.kind === "answer") return isTaken(asked.answer) ? { kind: "captured" } : unknown;
      if (asked.kind === "unknown") return unknown;
      // It was taken, by an earlier call or by hand: that is what was wanted, when it is all of it.
      const found = await intents.retrieve(chargeId);
      if (found.kind === "answer" && isTaken(found.answer)) return { kind: "captured" };
      return found.kind === "unknown" ? unknown : { kind: "refused", reason: asked.code };
    },

    voidAuthorisation: async (order) => {
      const { chargeId } = order.payment;
      if (chargeId === null) return wayOf(order).voidAuthorisation(order);
      const found = await intents.retrieve(chargeId);
      return found.kind === "answer" ? intents.release(found.answer) : unknown;
    },

    ...createStripeRefunds({ stripe, once }),
  };
}
