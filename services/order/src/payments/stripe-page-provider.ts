/**
 * A page of Stripe's where the customer pays: a Checkout Session, under the order's key. Its PaymentIntent comes into
 * being when they press its button, and tells by the order's id in its metadata whose it is. While the page is open they
 * may try as many cards as they like; once it has expired nobody can pay on it any more, and it can't expire once it was
 * paid on: so whichever comes first counts.
 */
import { z } from "zod";
import type { Order } from "../orders/order.ts";
import type { Charge } from "./provider.ts";
import { ask, Intent, toCharge, type Asked } from "./stripe-client.ts";
import type { Way, WayDeps } from "./stripe-card-provider.ts";
import { unknown, voided, type Voided } from "./stripe-intents-client.ts";
import { findInList } from "./stripe-list-client.ts";
import { sinceBefore, toPage } from "./stripe-payment.ts";
import {
  closeReference,
  referenceOf,
  referenceVoided,
  toRefusal,
  type Authorisation,
} from "./stripe-reference-provider.ts";

const Session = z.object({
  id: z.string().min(1),
  /** `open`, `complete` or `expired`; pages that others have made may have none. */
  status: z.string().nullable(),
  url: z.url().nullish(),
  client_reference_id: z.string().nullish(),
  /** Whole where it was asked for, else its id; none before somebody pays. */
  payment_intent: z.union([Intent, z.string()]).nullish(),
});
type Session = z.output<typeof Session>;

const withCharge = { expand: ["payment_intent.latest_charge"] };

export function createPageWay(deps: WayDeps): Way {
  const { stripe, intents, once, shopUrl } = deps;
  const { sessions } = stripe.checkout;

  const create = (order: Order, amount: number, idempotencyKey: string): Promise<Asked<Session>> =>
    ask(Session, () => sessions.create(toPage(order, amount, shopUrl), { idempotencyKey }));

  const findMade = (order: Order): Promise<Asked<Session | undefined>> =>
    findInList(
      Session,
      (page) => sessions.list({ created: sinceBefore(order), ...page }),
      (session) => session.client_reference_id === order.id,
    );

  const retrieve = (id: string) => ask(Session, () => sessions.retrieve(id, withCharge));

  const expire = async (id: string): Promise<Asked<Session>> => {
    const asked = await ask(Session, () => sessions.expire(id, withCharge));
    // It was paid on meanwhile, or has expired: it says which.
    return asked.kind === "no" ? retrieve(id) : asked;
  };

  /** Whoever has paid meanwhile is not charged. */
  const end = async ({ id }: Pick<Session, "id">): Promise<Voided> => {
    const ended = await expire(id);
    if (ended.kind !== "answer") return unknown;
    const { status, payment_intent: intent } = ended.answer;
    if (status === "open" || typeof intent === "string") return unknown;
    if (intent) return intents.release(intent);
    return status === "expired" ? voided : unknown;
  };

  return {
    authorise: async (order, amount) => {
      const asked = await once(
        referenceOf(order),
        (key) => create(order, amount, key),
        () => findMade(order),
      );
      if (asked.kind === "unknown") return unknown;
      return asked.kind === "no" ? toRefusal(asked) : toAction(asked.answer);
    },

    find: async (order) => {
      const { pageId } = order.payment;
      // Nobody was sent to a page that the order does not know of.
      if (pageId === undefined) return { kind: "nothing" };
      const asked = await retrieve(pageId);
      return asked.kind === "answer" ? { kind: "found", charge: chargeOn(order, asked.answer) } : unknown;
    },

    voidAuthorisation: async (order) => {
      const { pageId } = order.payment;
      if (pageId !== undefined) return end({ id: pageId });
      const repeat = (amount: number, key: string) => create(order, amount, key);
      return closeReference(deps, order, { repeat, findMade, end });
    },
  };
}

function toAction({ id: pageId, status, url }: Session): Authorisation {
  if (status === "expired") return referenceVoided;
  return status === "open" && url ? { kind: "action", url, chargeId: null, pageId } : unknown;
}

/** As long as the page is open a card that was declined says nothing: another may do. */
function chargeOn({ total }: Order, { id, status, payment_intent: intent }: Session): Charge {
  const charge = intent && typeof intent === "object" ? toCharge(intent) : undefined;
  if (!charge || (status === "open" && noMoney.has(charge.status))) {
    const none = { ...total, amount: 0 };
    return { id, status: status === "expired" ? "voided" : "pending", captured: none, refunded: none };
  }
  return charge;
}

const noMoney: ReadonlySet<Charge["status"]> = new Set(["declined", "voided"]);
