/**
 * Stripe as the payment provider: a PaymentIntent for each order, confirmed here, captured later. It is found again by
 * the order's id in its metadata, and made once by its idempotency key, which also closes it: whoever uses the key first
 * decides what may ever be made under it.
 */
import type { Stripe } from "stripe";
import { z } from "zod";
import type { Order } from "../orders/order.ts";
import type { Charge, PaymentProvider, Unknown } from "./provider.ts";
import { toStripeAmount } from "./stripe-amount.ts";
import { toLock, toPayment, toRefund } from "./stripe-payment.ts";
import { ask, Intent, reasonOf, toCharge, type Asked, type StripeClient } from "./stripe-client.ts";

const Intents = z.object({ data: z.array(Intent) });
const Made = z.object({ id: z.string().min(1) });
const StripeRefund = z.object({ status: z.string().nullable() });
type StripeRefund = z.infer<typeof StripeRefund>;
const StripeRefunds = z.object({
  data: z.array(StripeRefund.extend({ id: z.string(), metadata: z.record(z.string(), z.string()) })),
  has_more: z.boolean(),
});

const unknown: Unknown = { kind: "unknown" };
/** Stripe moves no thousandths. */
const notSupported = "amount_not_supported";

const withCharge = { expand: ["latest_charge"] };
const referenceOf = ({ id }: Pick<Order, "id">) => ({ idempotencyKey: `auth:${id}` });

export function createStripeProvider({
  stripe,
  shopUrl,
}: {
  readonly stripe: StripeClient;
  /** Where customers come back to from their bank. */
  readonly shopUrl: string;
}): PaymentProvider {
  const create = async (order: Order, amount: number): Promise<Asked<Intent>> => {
    const method = await methodOf(stripe, order);
    if (method.kind !== "answer") return method;
    const params = toPayment(order, amount, shopUrl);
    return ask(Intent, () =>
      stripe.paymentIntents.create({ ...params, ...method.answer }, referenceOf(order)),
    );
  };

  const retrieve = (id: string) => ask(Intent, () => stripe.paymentIntents.retrieve(id, withCharge));

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

  const look = (order: Order): Promise<Asked<Intent | undefined>> =>
    order.payment.chargeId === null ? search(order) : retrieve(order.payment.chargeId);

  const cancel = async (order: Order, id: string) => {
    const idempotencyKey = `void:${order.id}:${id}`;
    const asked = await ask(Intent, () => stripe.paymentIntents.cancel(id, {}, { idempotencyKey }));
    if (asked.kind === "unknown") return unknown;
    if (asked.kind === "answer") return asked.answer.status === "canceled" ? voided : unknown;
    const found = await retrieve(id);
    return found.kind === "answer" ? endOf(found.answer) : unknown;
  };

  /** Nothing was found, which may be too early to say: a payment still on its way is refused by its key from here on. */
  const close = async (order: Order) => {
    const amount = toStripeAmount(order.total);
    if (amount === undefined) return voided;
    const lock = await ask(Intent, () =>
      stripe.paymentIntents.create(toLock(order, amount), referenceOf(order)),
    );
    if (lock.kind === "answer") return cancel(order, lock.answer.id);
    if (lock.kind === "unknown" || !lock.isKeyReused) return unknown;
    // It was on its way, and has arrived: the same request again is answered as the first one was.
    const first = await create(order, amount);
    if (first.kind === "answer") return cancel(order, first.answer.id);
    return first.kind === "no" ? voided : unknown;
  };

  return {
    authorise: async (order) => {
      const amount = toStripeAmount(order.total);
      if (amount === undefined) return { kind: "declined", reason: notSupported };
      const asked = await create(order, amount);
      if (asked.kind === "unknown") return unknown;
      if (asked.kind === "no") return { kind: "declined", reason: toReason(asked) };
      return toAuthorisation(asked.answer);
    },

    find: async (order) => {
      const asked = await look(order);
      if (asked.kind !== "answer") return unknown;
      const charge = asked.answer && toCharge(asked.answer);
      return charge ? { kind: "found", charge } : { kind: "nothing" };
    },

    capture: async (order, chargeId) => {
      const amount = toStripeAmount(order.total);
      if (amount === undefined) return { kind: "refused", reason: notSupported };
      const idempotencyKey = `capture:${order.id}`;
      const asked = await ask(Intent, () =>
        stripe.paymentIntents.capture(chargeId, { amount_to_capture: amount }, { idempotencyKey }),
      );
      const isTaken = ({ status, amount_received: received }: Intent) =>
        status === "succeeded" && received === amount;
      if (asked.kind === "answer") return isTaken(asked.answer) ? { kind: "captured" } : unknown;
      if (asked.kind === "unknown") return unknown;
      // Somebody has taken it by hand: that is what was wanted, when it is all of it.
      const found = await retrieve(chargeId);
      if (found.kind === "answer" && isTaken(found.answer)) return { kind: "captured" };
      return found.kind === "unknown" ? unknown : { kind: "refused", reason: asked.code };
    },

    voidAuthorisation: async (order) => {
      const found = await look(order);
      if (found.kind !== "answer") return unknown;
      if (found.answer === undefined) return close(order);
      const known = endOf(found.answer);
      return known.kind === "unknown" ? cancel(order, found.answer.id) : known;
    },

    refund: async (order, refund) => {
      const amount = toStripeAmount(refund.amount);
      if (amount === undefined) return { kind: "refused", reason: notSupported };
      const idempotencyKey = `refund:${order.id}:${refund.id}`;
      const asked = await ask(StripeRefund, () =>
        stripe.refunds.create(toRefund(order, refund, amount), { idempotencyKey }),
      );
      if (asked.kind === "unknown") return unknown;
      if (asked.kind === "no") return { kind: "refused", reason: asked.code };
      return failureOf(asked.answer) ?? { kind: "refunded" };
    },

    findRefund: async (_order, { id, chargeId }) => {
      for (let last: string | undefined; ;) {
        const params = { payment_intent: chargeId, limit: 100, ...(last && { starting_after: last }) };
        const asked = await ask(StripeRefunds, () => stripe.refunds.list(params));
        if (asked.kind !== "answer") return unknown;
        const { data, has_more: hasMore } = asked.answer;
        const made = data.find(({ metadata }) => metadata["refundId"] === id);
        if (made) return failureOf(made) ?? { kind: "found" };
        last = data.at(-1)?.id;
        if (!hasMore || last === undefined) return { kind: "nothing" };
      }
    },
  };
}

/** A refund may fail days after it was made: then nothing went back. */
const failureOf = ({ status }: StripeRefund) =>
  status === "failed" || status === "canceled"
    ? ({ kind: "refused", reason: `refund_${status}` } as const)
    : undefined;

const voided = { kind: "voided" } as const;

/** Unknown: it can still be cancelled. */
function endOf(intent: Intent): typeof voided | { kind: "captured"; charge: Charge } | Unknown {
  if (intent.status === "canceled") return voided;
  const charge = intent.status === "succeeded" ? toCharge(intent) : undefined;
  return charge ? { kind: "captured", charge } : unknown;
}

function toAuthorisation(intent: Intent): Awaited<ReturnType<PaymentProvider["authorise"]>> {
  const { id: chargeId, status, next_action: action } = intent;
  if (status === "requires_capture" || status === "succeeded") return { kind: "authorised", chargeId };
  if (status === "requires_payment_method") return { kind: "declined", reason: reasonOf(intent) };
  if (status === "canceled") return { kind: "declined", reason: "canceled" };
  const url = status === "requires_action" ? action?.redirect_to_url?.url : undefined;
  return url === undefined ? unknown : { kind: "action", chargeId, url };
}

/** A key that was used for another request closed the payment before this one came. */
const toReason = ({ code, isKeyReused }: { readonly code: string; readonly isKeyReused: boolean }): string =>
  isKeyReused ? "payment.reference_voided" : code;

type Method = Pick<Stripe.PaymentIntentCreateParams, "payment_method" | "confirmation_token">;

/** How the token that the customer's browser was given is used: a PaymentMethod, a confirmation token, or a card's. */
async function methodOf(stripe: StripeClient, { id, payment: { token } }: Order): Promise<Asked<Method>> {
  if (token.startsWith("ctoken_")) return { kind: "answer", answer: { confirmation_token: token } };
  if (!token.startsWith("tok_")) return { kind: "answer", answer: { payment_method: token } };
  const asked = await ask(Made, () =>
    stripe.paymentMethods.create({ type: "card", card: { token } }, { idempotencyKey: `method:${id}` }),
  );
  return asked.kind === "answer" ? { kind: "answer", answer: { payment_method: asked.answer.id } } : asked;
}
