/**
 * Stripe as the payment provider: a PaymentIntent for each order, confirmed here, captured later. It is found again by
 * the order's id in its metadata, and made once by its idempotency key, which also closes it: whoever uses the key first
 * decides what may ever be made under it.
 *
 * What is made anew by each request has a key of ours. A capture and a cancellation need none, as Stripe takes and
 * releases a payment once, whoever asks how often; under a key of ours one failure would be its answer for a day.
 */
import type { Stripe } from "stripe";
import { z } from "zod";
import type { Order } from "../orders/order.ts";
import type { Charge, PaymentProvider, Unknown } from "./provider.ts";
import { notSupported, toStripeAmount } from "./stripe-amount.ts";
import { ask, Intent, reasonOf, toCharge, type Asked, type No, type StripeClient } from "./stripe-client.ts";
import { createOnce, type Once } from "./stripe-keys.ts";
import { findInList } from "./stripe-list-client.ts";
import { sinceBefore, toLock, toPayment } from "./stripe-payment.ts";
import { createStripeRefunds } from "./stripe-refunds-provider.ts";

const Intents = z.object({ data: z.array(Intent) });
const Made = z.object({ id: z.string().min(1) });

const unknown: Unknown = { kind: "unknown" };

const withCharge = { expand: ["latest_charge"] };
const referenceOf = ({ id }: Pick<Order, "id">) => `auth:${id}`;

export function createStripeProvider({
  stripe,
  shopUrl,
}: {
  readonly stripe: StripeClient;
  /** Where customers come back to from their bank. */
  readonly shopUrl: string;
}): PaymentProvider {
  const once = createOnce();

  const create = (params: Stripe.PaymentIntentCreateParams, idempotencyKey: string): Promise<Asked<Intent>> =>
    ask(Intent, () => stripe.paymentIntents.create(params, { idempotencyKey }));

  const findMade = (order: Order) =>
    findInList(
      Intent,
      (page) => stripe.paymentIntents.list({ created: sinceBefore(order), ...page }),
      ({ metadata }) => metadata["orderId"] === order.id,
    );

  const pay = async (order: Order, amount: number): Promise<Asked<Intent>> => {
    const method = await methodOf(stripe, once, order);
    if (method.kind !== "answer") return method;
    const params = { ...toPayment(order, amount, shopUrl), ...method.answer };
    return once(
      referenceOf(order),
      (key) => create(params, key),
      () => findMade(order),
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

  const cancel = async (id: string) => {
    const asked = await ask(Intent, () => stripe.paymentIntents.cancel(id));
    if (asked.kind === "unknown") return unknown;
    if (asked.kind === "answer") return asked.answer.status === "canceled" ? voided : unknown;
    const found = await retrieve(id);
    return found.kind === "answer" ? endOf(found.answer) : unknown;
  };

  /** Nothing was found, which may be too early to say: a payment still on its way is refused by its key from here on. */
  const close = async (order: Order) => {
    const amount = toStripeAmount(order.total);
    if (amount === undefined) return voided;
    const lock = toLock(order, amount);
    const lockOrFirst = async (key: string): Promise<Asked<Intent>> => {
      const locked = await create(lock, key);
      if (locked.kind !== "no" || !locked.isKeyReused) return locked;
      // It was on its way, and has arrived: the same request again is answered as the first one was.
      const method = await methodOf(stripe, once, order);
      if (method.kind !== "answer") return method;
      return create({ ...toPayment(order, amount, shopUrl), ...method.answer }, key);
    };
    const closed = await once(referenceOf(order), lockOrFirst, () => findMade(order));
    return closed.kind === "answer" ? cancel(closed.answer.id) : unknown;
  };

  return {
    authorise: async (order) => {
      const amount = toStripeAmount(order.total);
      if (amount === undefined) return { kind: "refused", reason: notSupported };
      const asked = await pay(order, amount);
      if (asked.kind === "unknown") return unknown;
      if (asked.kind === "no") return toRefusal(asked);
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
      const asked = await ask(Intent, () =>
        stripe.paymentIntents.capture(chargeId, { amount_to_capture: amount }),
      );
      const isTaken = ({ status, amount_received: received }: Intent) =>
        status === "succeeded" && received === amount;
      if (asked.kind === "answer") return isTaken(asked.answer) ? { kind: "captured" } : unknown;
      if (asked.kind === "unknown") return unknown;
      // It was taken, by an earlier call or by hand: that is what was wanted, when it is all of it.
      const found = await retrieve(chargeId);
      if (found.kind === "answer" && isTaken(found.answer)) return { kind: "captured" };
      return found.kind === "unknown" ? unknown : { kind: "refused", reason: asked.code };
    },

    voidAuthorisation: async (order) => {
      const found = await look(order);
      if (found.kind !== "answer") return unknown;
      if (found.answer === undefined) return close(order);
      const known = endOf(found.answer);
      return known.kind === "unknown" ? cancel(found.answer.id) : known;
    },

    ...createStripeRefunds({ stripe, once }),
  };
}

const voided = { kind: "voided" } as const;

/** Unknown: it can still be cancelled. */
function endOf(intent: Intent): typeof voided | { kind: "captured"; charge: Charge } | Unknown {
  if (intent.status === "canceled") return voided;
  const charge = intent.status === "succeeded" ? toCharge(intent) : undefined;
  return charge ? { kind: "captured", charge } : unknown;
}

type Authorisation = Awaited<ReturnType<PaymentProvider["authorise"]>>;

function toAuthorisation(intent: Intent): Authorisation {
  const { id: chargeId, next_action: action } = intent;
  const status = toCharge(intent)?.status;
  if (status === undefined || status === "voided") return referenceVoided;
  if (status === "declined") return { kind: "declined", reason: reasonOf(intent) };
  if (status !== "pending") return { kind: "authorised", chargeId };
  const url = action?.redirect_to_url?.url;
  return url === undefined ? unknown : { kind: "action", chargeId, url };
}

const referenceVoided = { kind: "refused", reason: "payment.reference_voided" } as const;

/** A key that was used for another request closed the payment before this one came. */
function toRefusal({ code, isKeyReused, isBanks }: No): Authorisation {
  if (isKeyReused) return referenceVoided;
  return { kind: isBanks ? "declined" : "refused", reason: code };
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
