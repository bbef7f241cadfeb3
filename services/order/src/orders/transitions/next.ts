/** How a transition is written down: the order as it is then, and what the change causes. */
import type { Fact } from "@shop/contracts/language/event";
import { orderEvents } from "@shop/contracts/order/events";
import type { CancelReason } from "@shop/contracts/order/orders";
import { isLive, unitsOf } from "../../refunds/refund.ts";
import type { TimelineType } from "@shop/contracts/order/timeline";
import {
  isSettled,
  type Actor,
  type Decision,
  type MailKind,
  type Order,
  type Task,
  type TimelineRow,
} from "../order.ts";

export type At = { readonly now: Date };
/** Undefined: nothing is to be done. */
export type Outcome = Decision | undefined;

type Causes = {
  readonly events?: readonly Fact[];
  readonly timeline?: readonly TimelineRow[];
  /** Owed from now on; one of the same id that was owed is replaced. */
  readonly owes?: readonly Task[];
  /** Ids of what is owed no more. */
  readonly done?: readonly Task["id"][];
};

type Changes = Partial<Omit<Order, "owes" | "sequence" | "version" | "revision">>;

export function next(order: Order, changes: Changes, now: Date, causes: Causes): Decision {
  const { events = [], timeline = [], owes = [], done = [] } = causes;
  const isOver = ({ id }: Task) => done.includes(id) || owes.some((task) => task.id === id);
  const changed: Order = {
    ...order,
    ...changes,
    owes: [...order.owes.filter((task) => !isOver(task)), ...owes],
    sequence: order.sequence + events.length,
    version: order.version + 1,
    revision: order.revision + 1,
    updatedAt: now,
  };
  const returnsCoupon = order.coupon !== null && !isEnding(order) && isEnding(changed);
  return { order: changed, events, timeline, owes, cart: cartAfter(order, changed), returnsCoupon };
}

function cartAfter(before: Order, after: Order): Decision["cart"] {
  if (after.cartVersion === null || isSettled(before) || !isSettled(after)) return undefined;
  return after.state === "confirmed" ? "bought" : "released";
}

/** Something to do at once, and until it is known how it ended. */
export const owed = (
  kind: "authorise" | "capture" | "return_money" | "invoice",
  now: Date,
  giveUpAfterMs?: number,
): Task => ({
  id: kind,
  kind,
  dueAt: now,
  attempts: 0,
  giveUpAt: giveUpAfterMs === undefined ? null : new Date(now.getTime() + giveUpAfterMs),
});

/** An order that is not final by then is ended. */
export const deadline = (at: Date): Task => ({
  id: "deadline",
  kind: "deadline",
  dueAt: at,
  attempts: 0,
  giveUpAt: null,
});

/** Nobody takes a mail for three days: then nobody will. */
const giveUpMailingMs = 3 * 24 * 60 * 60_000;

/** A mail to the customer; `about`: the id of the shipment or refund it tells of. */
export const mail = (kind: MailKind, dueAt: Date, about?: string): Task => ({
  id: about === undefined ? `mail:${kind}` : `mail:${kind}:${about}`,
  kind: "mail",
  mail: kind,
  ...(about !== undefined && { about }),
  dueAt,
  attempts: 0,
  giveUpAt: new Date(dueAt.getTime() + giveUpMailingMs),
});

export const entry = (type: TimelineType, actor: Actor, detail: string | null = null): TimelineRow => ({
  type,
  actor,
  detail,
});

/** The provider still owes an answer to this. */
export const awaits = (order: Order, kind: "authorise" | "capture"): boolean =>
  ["authorising", "capturing", "payment_unknown"].includes(order.state) &&
  order.owes.some((task) => task.kind === kind);

/** Nothing is paid for it: nobody is asked for money, and none goes back. */
export const isFree = ({ total }: Pick<Order, "total">): boolean => total.amount === 0;

export const isEnding = ({ state }: Order): boolean => state === "compensating" || state === "cancelled";

/** After this long an order is final even though its money is still on the way back. */
const moneyBackMs = 14 * 60_000;

type Ending = Pick<Causes, "events" | "timeline" | "owes"> & { readonly payment?: Order["payment"] };

const payments = ["authorise", "capture"] as const;
/** For an order that is no more they would come after the news that it is. */
const thanks = "mail:confirmation";

/** Cancelled for good; stock goes back on the event. */
export function end(order: Order, reason: CancelReason, actor: Actor, now: Date, ending: Ending): Decision {
  const { payment = unasked(order), owes = [], ...causes } = ending;
  return next(order, { state: "cancelled", reason, payment }, now, {
    ...announcing(order, reason, actor, { ...causes, owes: [...owes, mail("cancelled", now)] }),
    done: [...payments, "deadline", thanks],
  });
}

/** Nobody has been asked for money, and nobody will be. */
const unasked = ({ state, payment }: Order): Order["payment"] =>
  state === "placed" && payment.status === "pending" ? { ...payment, status: "voided" } : payment;

/** Cancelled for the customer, while money is still to go back: for good where there is none. */
export function compensate(
  order: Order,
  reason: CancelReason,
  actor: Actor,
  now: Date,
  causes: Pick<Causes, "timeline">,
): Decision {
  if (isFree(order)) return end(order, reason, actor, now, causes);
  const ends = deadline(new Date(now.getTime() + moneyBackMs));
  const owes = [owed("return_money", now), ends, mail("cancelled", now)];
  return next(order, { state: "compensating", reason }, now, {
    ...announcing(order, reason, actor, { ...causes, owes }),
    done: [...payments, thanks],
  });
}

const announcing = (order: Order, reason: CancelReason, actor: Actor, causes: Causes): Causes => ({
  ...causes,
  events: [
    ...(causes.events ?? []),
    orderEvents.orderCancelled.of({
      orderId: order.id,
      customerId: order.customerId,
      reason,
      ...unitsBack(order),
    }),
  ],
  timeline: [...(causes.timeline ?? []), entry("order.cancelled", actor, reason)],
});

/** What goes back on the shelf; nothing is said when it is all. What was refunded has gone back by itself, or is not to. */
function unitsBack(order: Order): { readonly lines?: { readonly sku: string; readonly quantity: number }[] } {
  if (!order.refunds.some((refund) => isLive(refund) && refund.lines.length > 0)) return {};
  const left = order.lines.map(({ sku, quantity }) => ({
    sku,
    quantity: quantity - unitsOf(order, sku, isLive).length,
  }));
  return { lines: left.filter(({ quantity }) => quantity > 0) };
}
