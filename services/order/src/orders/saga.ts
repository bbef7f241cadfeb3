/**
 * What may happen to an order once it is placed. Pure: no clock, no database, no network.
 * Every transition looks at the state first: `undefined` says that nothing is to be done,
 * so late, repeated and out-of-order news is harmless.
 */
import type { Fact } from "@shop/contracts/contract";
import { orderEvents, type CancelReason } from "@shop/contracts/order";
import type { Money } from "@shop/contracts/values";
import type { Actor, Decision, MailKind, Order, PaymentTask, TimelineRow } from "./order.ts";

/** After this long an order is final even though its money is still on the way back. */
const moneyBackMs = 14 * 60_000;

type At = { readonly now: Date };
type Outcome = Decision | undefined;
type Saved = {
  readonly events?: readonly Fact[];
  readonly timeline?: readonly TimelineRow[];
  readonly mails?: readonly MailKind[];
};

/** Catalog holds the goods: the provider may be asked. */
function stockReserved(order: Order, { now }: At): Outcome {
  if (order.state !== "placed") return undefined;
  const changes = { state: "authorising", task: taskOf("authorise", now) } as const;
  return next(order, changes, now, { timeline: [row("stock.reserved", "catalog")] });
}

/** Not enough to hold, or the hold had ended before the sale. */
function stockRejected(order: Order, { skus, now }: { readonly skus: readonly string[] } & At): Outcome {
  const timeline = [row("stock.rejected", "catalog", skus.join(", ") || null)];
  if (order.state === "placed") return end(order, "out_of_stock", "catalog", now, { timeline });
  if (order.state === "committing") return compensate(order, "out_of_stock", "catalog", now, { timeline });
  return undefined;
}

/** The sale is final in the catalog: the money may be taken. */
function stockCommitted(order: Order, { now }: At): Outcome {
  if (order.state !== "committing") return undefined;
  const changes = { state: "capturing", task: taskOf("capture", now) } as const;
  return next(order, changes, now, { timeline: [row("stock.committed", "catalog")] });
}

function stockReleased(order: Order, { returned, now }: { readonly returned: boolean } & At): Outcome {
  if (order.state !== "compensating" && order.state !== "cancelled") return undefined;
  return next(order, {}, now, { timeline: [row(returned ? "stock.returned" : "stock.released", "catalog")] });
}

function authorised(order: Order, { chargeId, now }: { readonly chargeId: string } & At): Outcome {
  const payment = { ...order.payment, status: "authorised", chargeId } as const;
  const timeline = [row("payment.authorised", "payment")];
  if (owes(order, "authorise")) {
    const events = [orderEvents.paymentAuthorised.of({ orderId: order.id, amount: order.total })];
    return next(order, { state: "committing", payment, task: null }, now, { events, timeline });
  }
  // Late news for an order that has ended: whatever is authorised now must not stay so.
  if (order.state === "compensating" || order.state === "cancelled")
    return next(order, { payment, task: taskOf("return_money", now) }, now, { timeline });
  return undefined;
}

function declined(order: Order, { reason, now }: { readonly reason: string } & At): Outcome {
  if (!owes(order, "authorise")) return undefined;
  return end(order, "payment_declined", "payment", now, {
    payment: { ...order.payment, status: "declined" },
    events: [orderEvents.paymentDeclined.of({ orderId: order.id })],
    timeline: [row("payment.declined", "payment", reason)],
  });
}

/** The provider has nothing, and never will under this reference. */
function authorisationFailed(order: Order, { now }: At): Outcome {
  if (!owes(order, "authorise")) return undefined;
  return end(order, "payment_failed", "payment", now, {
    payment: { ...order.payment, status: "voided" },
    timeline: [row("payment.failed", "payment")],
  });
}

/** Unknown is not failed: the task stays, and asks until somebody knows. */
function paymentUnknown(order: Order, { now }: At): Outcome {
  if (order.state !== "authorising" && order.state !== "capturing") return undefined;
  const payment = { ...order.payment, status: "unknown" } as const;
  return next(order, { state: "payment_unknown", payment }, now, {
    timeline: [row("payment.unknown", "payment")],
  });
}

function captured(order: Order, { amount, now }: { readonly amount: Money } & At): Outcome {
  const payment = { ...order.payment, status: "captured", captured: amount } as const;
  const timeline = [row("payment.captured", "payment")];
  if (owes(order, "capture")) {
    const { id: orderId, customerId, total } = order;
    const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    const changes = { state: "confirmed", payment, task: null, deadlineAt: null } as const;
    return next(order, changes, now, {
      events: [orderEvents.orderConfirmed.of({ orderId, customerId, lines, total })],
      timeline: [...timeline, row("order.confirmed", "system")],
      mails: ["confirmation"],
    });
  }
  if (order.state === "compensating" || order.state === "cancelled")
    return next(order, { payment, task: taskOf("return_money", now) }, now, { timeline });
  return undefined;
}

/** A definite no to taking the money, for example because the authorisation is gone. */
function captureRefused(order: Order, { reason, now }: { readonly reason: string } & At): Outcome {
  if (!owes(order, "capture")) return undefined;
  const timeline = [row("payment.failed", "payment", reason)];
  return compensate(order, "payment_failed", "payment", now, { timeline });
}

type MoneyReturned = { readonly how: "voided" | "refunded"; readonly amount: Money } & At;

/** `amount` is what was refunded; nothing was taken when voided. */
function moneyReturned(order: Order, { how, amount, now }: MoneyReturned): Outcome {
  if (order.task?.kind !== "return_money") return undefined;
  const taken = how === "refunded" ? { captured: amount, refunded: amount } : {};
  const payment = { ...order.payment, status: how, ...taken };
  return next(order, { state: "cancelled", payment, task: null, deadlineAt: null }, now, {
    events: how === "refunded" ? [orderEvents.orderRefunded.of({ orderId: order.id, amount })] : [],
    timeline: [row(`payment.${how}`, "payment")],
  });
}

/** Repeating it changes nothing. Money that was authorised or taken goes back. */
function cancelled(order: Order, { by, now }: { readonly by: "customer" | "staff" } & At): Outcome {
  if (order.state === "compensating" || order.state === "cancelled") return undefined;
  if (order.state === "placed") return end(order, by, by, now, {});
  return compensate(order, by, by, now, {});
}

/** The deadline has passed. A payment that is still unknown stays so, and is asked after until it is back. */
function timedOut(order: Order, { now }: At): Outcome {
  switch (order.state) {
    case "confirmed":
    case "cancelled":
      return undefined;
    case "compensating":
      return next(order, { state: "cancelled", deadlineAt: null }, now, {});
    case "placed":
      return end(order, "timed_out", "system", now, {});
    case "authorising":
    case "payment_unknown":
    case "committing":
    case "capturing":
      return end(order, "timed_out", "system", now, { task: taskOf("return_money", now) });
  }
}

function mailSent(order: Order, { kind, now }: { readonly kind: MailKind } & At): Outcome {
  if (order.mailed.includes(kind)) return undefined;
  return next(order, { mailed: [...order.mailed, kind] }, now, {
    timeline: [row("mail.sent", "system", kind)],
  });
}

/** Every step an order can take after it is placed, by name. */
export const transitions = {
  stockReserved,
  stockRejected,
  stockCommitted,
  stockReleased,
  authorised,
  declined,
  authorisationFailed,
  paymentUnknown,
  captured,
  captureRefused,
  moneyReturned,
  cancelled,
  timedOut,
  mailSent,
};
export type Transition = keyof typeof transitions;

const taskOf = (kind: PaymentTask["kind"], now: Date): PaymentTask => ({
  kind,
  dueAt: now,
  since: now,
  attempts: 0,
});

const row = (type: string, actor: Actor, detail: string | null = null): TimelineRow => ({
  type,
  actor,
  detail,
});

/** The provider still owes an answer to this. */
const owes = (order: Order, kind: PaymentTask["kind"]): boolean =>
  ["authorising", "capturing", "payment_unknown"].includes(order.state) && order.task?.kind === kind;

function next(order: Order, changes: Partial<Order>, now: Date, saved: Saved): Decision {
  const { events = [], timeline = [], mails = [] } = saved;
  return {
    order: {
      ...order,
      ...changes,
      sequence: order.sequence + events.length,
      timelineLength: order.timelineLength + timeline.length,
      version: order.version + 1,
      updatedAt: now,
    },
    events,
    timeline,
    mails,
  };
}

type Ending = Saved & { readonly payment?: Order["payment"]; readonly task?: PaymentTask };

/** Cancelled for good; stock goes back on the event. */
function end(order: Order, reason: CancelReason, actor: Actor, now: Date, ending: Ending): Decision {
  const { payment = order.payment, task = null } = ending;
  const changes = { state: "cancelled", reason, payment, task, deadlineAt: null } as const;
  return next(order, changes, now, announced(order, reason, actor, ending));
}

/** Cancelled for the customer, while money is still to go back. */
function compensate(order: Order, reason: CancelReason, actor: Actor, now: Date, ending: Ending): Decision {
  const deadlineAt = new Date(now.getTime() + moneyBackMs);
  const changes = { state: "compensating", reason, task: taskOf("return_money", now), deadlineAt } as const;
  return next(order, changes, now, announced(order, reason, actor, ending));
}

const announced = (
  order: Order,
  reason: CancelReason,
  actor: Actor,
  { events = [], timeline = [] }: Ending,
): Saved => ({
  events: [
    ...events,
    orderEvents.orderCancelled.of({ orderId: order.id, customerId: order.customerId, reason }),
  ],
  timeline: [...timeline, row("order.cancelled", actor, reason)],
});
