/**
 * News of an order's money that its provider brings by itself: the same steps as its answers lead to. It may come twice,
 * late, in any order, and at the moment of the answer.
 */
import { moneyText } from "@shop/contracts/language/money-text";
import type { Money } from "@shop/contracts/language/values";
import { isSame } from "../../pricing/money.ts";
import type { Order, TimelineRow } from "../order.ts";
import { awaits, entry, isEnding, next, type At, type Outcome } from "./next.ts";
import {
  authorisationFailed,
  authorised,
  captured,
  captureRefused,
  declined,
  moneyReturned,
} from "./payment.ts";
import { refundFailed } from "./refund.ts";

/** An event of the provider, in our words. */
export type Notice = {
  /** Of the event; the provider's name is part of it. */
  readonly id: string;
  readonly type:
    | "authorised"
    | "captured"
    | "declined"
    | "voided"
    | "refunded"
    | "refund_failed"
    | "disputed";
  readonly orderId: string;
  readonly chargeId: string;
  /** What was asked to be authorised. */
  readonly amount: Money;
  readonly captured: Money;
  /** All that has gone back of the charge so far. */
  readonly refunded: Money;
  readonly reason: string | null;
  /** Of a refund that has failed: what this shop calls it; absent: it was made by somebody else. */
  readonly refundId?: string | undefined;
};

/** What does not fit the order is not applied, but held for somebody to look at. */
export function noticed(order: Order, { notice, now }: { readonly notice: Notice } & At): Outcome {
  const doubt = doubtAbout(order, notice);
  if (doubt !== undefined)
    return note(order, notice, entry("payment.held_for_review", "payment", doubt), now);
  return effects[notice.type](order, notice, now);
}

/** Why somebody must look at it; undefined: it fits. */
export function doubtAbout(order: Order, notice: Notice): string | undefined {
  const { type, chargeId } = notice;
  if (type === "disputed") return undefined;
  const known = order.payment.chargeId;
  return known === null || known === chargeId
    ? doubts[type]?.(order, notice)
    : `payment.${type} of another charge, ${chargeId}`;
}

/** What this brings is known of the order, and nothing that comes later can make it news again. */
export function isKnown(order: Order, notice: Notice): boolean {
  const { type, chargeId } = notice;
  const hasHeard =
    (type === "authorised" && hasHeardOf(order, chargeId)) ||
    (type === "captured" && order.payment.captured.amount > 0);
  return hasHeard && doubtAbout(order, notice) === undefined;
}

type Doubt = (order: Order, notice: Notice) => string | undefined;

const doubts: { readonly [Type in Notice["type"]]?: Doubt } = {
  authorised: (order, notice) => amiss(order, notice, notice.amount),
  captured: (order, notice) => amiss(order, notice, notice.captured),
  refunded: (order, notice) =>
    isBeyondOurs(order, notice)
      ? `payment.refunded by somebody else, ${moneyText(notice.refunded)} in all`
      : undefined,
  // While nobody knew that it was done, its sum is free again. Later its credit note and its mail are out: the shop owes
  // it still, and the provider does not send it a second time, so that somebody must find another way.
  refund_failed: ({ refunds }, { refundId, amount, reason }) =>
    refunds.some(({ id, status }) => id === refundId && status !== "done")
      ? undefined
      : `refund of ${moneyText(amount)} has failed, ${reason}`,
};

type Effect = (order: Order, notice: Notice, now: Date) => Outcome;

const effects: Readonly<Record<Notice["type"], Effect>> = {
  authorised: (order, { chargeId }, now) =>
    hasHeardOf(order, chargeId) ? undefined : authorised(order, { chargeId, now }),
  // Whose money was taken, had authorised it: news of that may still be on its way.
  captured: (order, { chargeId, captured: amount }, now) => {
    if (awaits(order, "authorise")) return authorised(order, { chargeId, now });
    return order.payment.captured.amount > 0 ? undefined : captured(order, { amount, now });
  },
  declined: (order, { reason }, now) => declined(order, { reason: reason ?? "declined", now }),
  voided: (order, _notice, now) => {
    if (awaits(order, "authorise")) return authorisationFailed(order, { now });
    if (awaits(order, "capture")) return captureRefused(order, { reason: "voided", now });
    return moneyReturned(order, { how: "voided", amount: { ...order.total, amount: 0 }, now });
  },
  refunded: (order, { captured: taken, refunded }, now) =>
    isEnding(order) && isSame(taken, refunded)
      ? moneyReturned(order, { how: "refunded", amount: refunded, now })
      : undefined,
  refund_failed: (order, { refundId = "", reason }, now) =>
    refundFailed(order, { refundId, reason: reason ?? "failed", now }),
  disputed: (order, notice, now) =>
    note(order, notice, entry("payment.disputed", "payment", notice.reason), now),
};

/** What became of it since is told by later news, which may have come sooner. */
const hasHeardOf = ({ payment }: Order, chargeId: string): boolean =>
  payment.chargeId === chargeId && payment.status !== "pending";

const longestNoted = 50;

/** A line in the timeline and no more, once for each event. */
function note(order: Order, { id }: Notice, row: TimelineRow, now: Date): Outcome {
  const { noted = [] } = order.payment;
  if (noted.includes(id)) return undefined;
  const payment = { ...order.payment, noted: [...noted, id].slice(-longestNoted) };
  return next(order, { payment }, now, { timeline: [row] });
}

/** More went back than this shop has asked for. */
function isBeyondOurs(order: Order, { refunded }: Notice): boolean {
  if (refunded.currency !== order.total.currency) return true;
  if (order.owes.some(({ kind }) => kind === "return_money")) return refunded.amount > order.total.amount;
  const asked = order.refunds.filter(({ status }) => status !== "failed");
  const ours = asked.reduce((sum, { amount }) => sum + amount.amount, 0);
  return refunded.amount > Math.max(ours, order.payment.refunded.amount);
}

const amiss = ({ total }: Order, { type }: Notice, amount: Money): string | undefined =>
  isSame(amount, total)
    ? undefined
    : `payment.${type} of ${moneyText(amount)} instead of ${moneyText(total)}`;
