/** News of an order's money, brought by whoever asked the payment provider. */
import type { Money } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import { isPending } from "../../refunds/refund.ts";
import type { Decision, Order, TimelineRow } from "../order.ts";
import { awaits, compensate, end, entry, isEnding, mail, next, owed, type At, type Outcome } from "./next.ts";
import { refundOfRest } from "./refund.ts";

export function authorised(order: Order, { chargeId, now }: { readonly chargeId: string } & At): Outcome {
  const payment = { ...order.payment, status: "authorised", chargeId } as const;
  const timeline = [entry("payment.authorised", "payment")];
  if (awaits(order, "authorise")) {
    const events = [orderEvents.paymentAuthorised.of({ orderId: order.id, amount: order.total })];
    return next(order, { state: "committing", payment }, now, { events, timeline, done: ["authorise"] });
  }
  // Late news for an order that has ended: whatever is authorised now must not stay so. After a void it is news of before.
  if (canHoldMoney(order) && order.payment.status !== "voided")
    return next(order, { payment }, now, { timeline, owes: [owed("return_money", now)] });
  return undefined;
}

/** What the customer is to do at `url`: to confirm the payment with their bank, or to pay on the page `pageId`. */
export type Action = {
  readonly url: string;
  /** Null: there is none before they have paid. */
  readonly chargeId: string | null;
  readonly pageId?: string;
};

/** It waits for the customer, to the order's deadline at most. */
export function actionNeeded(order: Order, { chargeId, url, pageId, now }: Action & At): Outcome {
  if (!awaits(order, "authorise") || order.payment.actionUrl === url) return undefined;
  const asked = { status: "pending", chargeId, actionUrl: url, ...(pageId && { pageId }) } as const;
  return next(order, { state: "authorising", payment: { ...order.payment, ...asked } }, now, {
    timeline: [entry("payment.action_required", "payment")],
  });
}

export function declined(order: Order, { reason, now }: { readonly reason: string } & At): Outcome {
  if (!awaits(order, "authorise")) return undefined;
  return end(order, "payment_declined", "payment", now, {
    payment: { ...order.payment, status: "declined" },
    events: [orderEvents.paymentDeclined.of({ orderId: order.id })],
    timeline: [entry("payment.declined", "payment", reason)],
  });
}

/** The provider has nothing, and never will under this reference; `reason`: why it has refused it. */
export function authorisationFailed(
  order: Order,
  { reason = null, now }: { readonly reason?: string | null } & At,
): Outcome {
  if (!awaits(order, "authorise")) return undefined;
  return end(order, "payment_failed", "payment", now, {
    payment: { ...order.payment, status: "voided" },
    timeline: [entry("payment.failed", "payment", reason)],
  });
}

/** Unknown is not failed: the call stays owed, and is repeated until somebody knows. */
export function paymentUnknown(order: Order, { now }: At): Outcome {
  if (order.state !== "authorising" && order.state !== "capturing") return undefined;
  const payment = { ...order.payment, status: "unknown" } as const;
  return next(order, { state: "payment_unknown", payment }, now, {
    timeline: [entry("payment.unknown", "payment")],
  });
}

export function captured(order: Order, { amount, now }: { readonly amount: Money } & At): Outcome {
  const payment = { ...order.payment, status: "captured", captured: amount } as const;
  const timeline = [entry("payment.captured", "payment")];
  if (awaits(order, "capture")) return confirmed(order, payment, timeline, now);
  if (canHoldMoney(order))
    return next(order, { payment }, now, { timeline, owes: [owed("return_money", now)] });
  return undefined;
}

/** Its stock is sold, and its money is there. */
export function confirmed(
  order: Order,
  payment: Order["payment"],
  timeline: readonly TimelineRow[],
  now: Date,
): Decision {
  const { id: orderId, customerId, total } = order;
  const lines = order.lines.map(({ sku, productId, quantity }) => ({ sku, productId, quantity }));
  return next(order, { state: "confirmed", payment, capturedAt: now }, now, {
    events: [orderEvents.orderConfirmed.of({ orderId, customerId, lines, total })],
    timeline: [...timeline, entry("order.confirmed", "system")],
    owes: [mail("confirmation", now), owed("invoice", now)],
    done: ["capture", "deadline"],
  });
}

/** Of what was known to be captured, the order knows where it is: news of it tells of the same money. */
const canHoldMoney = (order: Order): boolean => isEnding(order) && order.payment.captured.amount === 0;

/** A definite no to taking the money, for example because the authorisation is gone. */
export function captureRefused(order: Order, { reason, now }: { readonly reason: string } & At): Outcome {
  if (!awaits(order, "capture")) return undefined;
  const timeline = [entry("payment.failed", "payment", reason)];
  return compensate(order, "payment_failed", "payment", now, { timeline });
}

type MoneyReturned = { readonly how: "voided" | "refunded"; readonly amount: Money } & At;

/** `amount` is all that was taken, and all of it is back by now; nothing was taken when voided. */
export function moneyReturned(order: Order, { how, amount, now }: MoneyReturned): Outcome {
  if (!order.owes.some(({ kind }) => kind === "return_money")) return undefined;
  // What the rest is, is not known before they have ended.
  if (order.refunds.some(isPending)) return undefined;
  const back = entry(`payment.${how}`, "payment");
  const done = ["return_money", "deadline"];
  if (how === "voided")
    return next(order, { state: "cancelled", payment: { ...order.payment, status: how } }, now, {
      timeline: [back],
      done,
    });
  const payment = { ...order.payment, status: how, captured: amount, refunded: amount };
  const rest = refundOfRest(order, amount, now);
  return next(order, { state: "cancelled", payment, refunds: [...order.refunds, ...rest.refunds] }, now, {
    events: rest.events,
    // What its refunds gave back has its own entries.
    timeline: rest.refunds.length > 0 ? [back] : [],
    owes: rest.refunds.length > 0 && order.capturedAt ? [owed("invoice", now)] : [],
    done,
  });
}
