/**
 * The key of an order's payment. Whoever uses it first decides what may ever be made under it, whatever it is that is
 * made: Stripe knows keys by account, not by what they are used for.
 */
import type { Order } from "../orders/order.ts";
import type { PaymentProvider } from "./provider.ts";
import { toStripeAmount } from "./stripe-amount.ts";
import type { Asked, No } from "./stripe-client.ts";
import { unknown, voided, type StripeIntents, type Voided } from "./stripe-intents-client.ts";
import type { Once } from "./stripe-keys.ts";
import { toLock } from "./stripe-payment.ts";

export type Authorisation = Awaited<ReturnType<PaymentProvider["authorise"]>>;

export const referenceOf = ({ id }: Pick<Order, "id">) => `auth:${id}`;

export const referenceVoided = { kind: "refused", reason: "payment.reference_voided" } as const;

/** A key that was used for another request closed the payment before this one came. */
export function toRefusal({ code, isKeyReused, isBanks }: No): Authorisation {
  if (isKeyReused) return referenceVoided;
  return { kind: isBanks ? "declined" : "refused", reason: code };
}

/** What an order is paid with: what may have been made under its key, and how that is ended. */
type First<Made> = {
  /** The same request again is answered as the first one was. */
  readonly repeat: (amount: number, key: string) => Promise<Asked<Made>>;
  readonly findMade: (order: Order) => Promise<Asked<Made | undefined>>;
  readonly end: (made: Made) => Promise<Voided>;
};

/** Nothing was found, which may be too early to say: what is still on its way is refused by its key from here on. */
export async function closeReference<Made>(
  { intents, once }: { readonly intents: StripeIntents; readonly once: Once },
  order: Order,
  { repeat, findMade, end }: First<Made>,
): Promise<Voided> {
  const amount = toStripeAmount(order.total);
  if (amount === undefined) return voided;
  const lock = toLock(order, amount);
  const endFirst = (first: Made) => () => end(first);
  const lockOrFirst = async (key: string): Promise<Asked<() => Promise<Voided>>> => {
    const locked = await intents.create(lock, key);
    // It was on its way, and has arrived.
    if (locked.kind === "no" && locked.isKeyReused) return map(await repeat(amount, key), endFirst);
    return map(
      locked,
      ({ id }) =>
        () =>
          intents.cancel(id),
    );
  };
  const closed = await once(referenceOf(order), lockOrFirst, async () =>
    map(await findMade(order), (first) => first && endFirst(first)),
  );
  return closed.kind === "answer" ? closed.answer() : unknown;
}

const map = <From, To>(asked: Asked<From>, to: (answer: From) => To): Asked<To> =>
  asked.kind === "answer" ? { kind: "answer", answer: to(asked.answer) } : asked;
