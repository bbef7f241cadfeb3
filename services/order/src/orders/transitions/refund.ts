/** Money that goes back in parts: asked for by staff, done or refused by the payment provider. */
import type { Fact } from "@shop/contracts/language/event";
import type { Money } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import { refundErrors } from "../../refunds/errors.ts";
import {
  drawRefund,
  drawRest,
  isPending,
  sumOf,
  type Refund,
  type RefundWish,
} from "../../refunds/refund.ts";
import type { Order, Task } from "../order.ts";
import { entry, isEnding, mail, next, owed, type At, type Outcome } from "./next.ts";
import { followCourse, isSold, type ReviewLater } from "./shipping.ts";

/** A document has an end. */
const mostRefunds = 1_000;

export type RefundAsked = RefundWish & {
  readonly id: string;
  readonly restock: boolean;
  readonly reason: string;
};

/** Owes the call to the provider, unless it is for nothing. Throws every refusal of a refund. */
export function refundRequested(
  order: Order,
  { asked, reviewAfterMs, now }: { readonly asked: RefundAsked } & ReviewLater & At,
): Outcome {
  if (!isSold(order)) throw refundErrors.notCaptured();
  if (order.refunds.length >= mostRefunds) throw refundErrors.tooMany(mostRefunds);
  const { id, reason, restock } = asked;
  const none = {
    status: "pending",
    createdAt: now,
    doneAt: null,
    restockedAt: null,
    creditNote: null,
  } as const;
  const refund: Refund = { id, ...drawRefund(order, asked), restock, reason, ...none };
  const requested = next(order, { refunds: [...order.refunds, refund] }, now, {
    timeline: [entry("refund.requested", "staff", reason)],
    owes: refund.amount.amount > 0 ? [owedRefund(id, now)] : [],
  });
  if (refund.amount.amount > 0) return requested;
  const done = refundDone(requested.order, { refundId: id, reviewAfterMs, now });
  if (!done) return requested;
  const { version, revision } = requested.order;
  return {
    ...done,
    order: { ...done.order, version, revision },
    timeline: [...requested.timeline, ...done.timeline],
  };
}

export function refundDone(
  order: Order,
  { refundId, reviewAfterMs, now }: { readonly refundId: string } & ReviewLater & At,
): Outcome {
  const refund = pendingOf(order, refundId);
  if (!refund) return undefined;
  const refunds = replace(order, { ...refund, status: "done", doneAt: now });
  const payment = paymentAfter(order, refunds);
  const course = followCourse({ ...order, refunds, payment }, { reviewAfterMs, now });
  const { amount, restock } = refund;
  const lines = refund.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const told = { orderId: order.id, amount, refundId, lines, restock };
  return next(order, { refunds, payment, state: course.state }, now, {
    events: [orderEvents.orderRefunded.of(told), ...course.events],
    timeline: [entry("payment.refunded", "payment", refundId), ...course.timeline],
    owes: [
      ...(amount.amount > 0 ? [mail("refunded", now, refundId), owed("invoice", now)] : []),
      ...course.owes,
      ...restOf(order, refunds, now),
    ],
    done: [owedRefund(refundId, now).id],
  });
}

/** A definite no: its money and its units are free again. Those of a cancelled order go back with the rest of it. */
export function refundFailed(
  order: Order,
  { refundId, reason, now }: { readonly refundId: string; readonly reason: string } & At,
): Outcome {
  const refund = pendingOf(order, refundId);
  if (!refund) return undefined;
  const refunds = replace(order, { ...refund, status: "failed", restock: isEnding(order) });
  return next(order, { refunds }, now, {
    timeline: [entry("refund.failed", "payment", reason)],
    owes: restOf(order, refunds, now),
    done: [owedRefund(refundId, now).id],
  });
}

/** The units of a refund are on the shelf again. */
export function refundRestocked(
  order: Order,
  { refundId, now }: { readonly refundId: string } & At,
): Outcome {
  const refund = order.refunds.find(({ id }) => id === refundId);
  if (!refund || refund.restockedAt) return undefined;
  return next(order, { refunds: replace(order, { ...refund, restockedAt: now }) }, now, {
    timeline: [entry("stock.returned", "catalog", refundId)],
  });
}

const owedRefund = (refundId: string, dueAt: Date): Extract<Task, { kind: "refund" }> => ({
  id: `refund:${refundId}`,
  kind: "refund",
  refundId,
  dueAt,
  attempts: 0,
  giveUpAt: null,
});

const pendingOf = ({ refunds }: Order, refundId: string): Refund | undefined =>
  refunds.find((refund) => refund.id === refundId && isPending(refund));

const replace = ({ refunds }: Order, refund: Refund): Refund[] =>
  refunds.map((each) => (each.id === refund.id ? refund : each));

function paymentAfter({ payment }: Order, refunds: readonly Refund[]): Order["payment"] {
  const amount = sumOf(refunds, ({ status }) => status === "done");
  if (amount === 0) return payment;
  const status = amount >= payment.captured.amount ? "refunded" : "partially_refunded";
  return { ...payment, status, refunded: { ...payment.captured, amount } };
}

/** The rest of a cancelled order goes back when it is known what the rest is. */
const restOf = (order: Order, refunds: readonly Refund[], now: Date): Task[] =>
  order.owes.some(({ kind }) => kind === "return_money") && !refunds.some(isPending)
    ? [owed("return_money", now)]
    : [];

/** What went back with a cancelled order: all but what was refunded before. Its id is the order's own. */
export function refundOfRest(
  order: Order,
  captured: Money,
  now: Date,
): { readonly refunds: readonly Refund[]; readonly events: readonly Fact[] } {
  const parts = drawRest({ ...order, payment: { captured } });
  if (parts.amount.amount === 0) return { refunds: [], events: [] };
  const { id } = order;
  const made = { status: "done", createdAt: now, doneAt: now, restockedAt: null, creditNote: null } as const;
  const lines = unitsOfFailed(order);
  const told = {
    orderId: id,
    refundId: id,
    amount: parts.amount,
    ...(lines.length > 0 && { lines, restock: true }),
  };
  return {
    refunds: [{ id, ...parts, restock: false, reason: "cancelled", ...made }],
    events: [orderEvents.orderRefunded.of(told)],
  };
}

/** When the order was cancelled their refund was under way, so that they did not go back on the shelf then. */
const unitsOfFailed = ({ refunds }: Order) =>
  refunds
    .filter(({ status, restock }) => status === "failed" && restock)
    .flatMap(({ lines }) => lines.map(({ sku, quantity }) => ({ sku, quantity })));
