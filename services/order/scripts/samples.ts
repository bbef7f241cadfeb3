/**
 * What each transition may be told, of an order as it is: enough to come to every state in every way. The picture of
 * docs/orders.md is drawn with these, and tests try them in every order.
 */
import { AppError } from "@shop/kit/errors";
import { euros } from "@shop/contracts/language/values";
import type { Decision, Order } from "../src/orders/order.ts";
import { transitions } from "../src/orders/transitions/transitions.ts";

export type News = keyof typeof transitions;
export type Told = { [Name in News]: Omit<Parameters<(typeof transitions)[Name]>[1], "now"> };

const reviewAfterMs = 7 * 24 * 60 * 60_000;

export const samples: { [Name in News]: (order: Order) => readonly Told[Name][] } = {
  stockReserved: () => [{}],
  stockRejected: (order) => [{ skus: order.lines.map(({ sku }) => sku) }, { skus: [] }],
  stockCommitted: () => [{}],
  stockReleased: () => [{ returned: false }, { returned: true }],
  authorised: () => [{ chargeId: "charge-1" }],
  actionNeeded: () => [{ chargeId: "charge-1", url: "https://bank.example.com/1" }],
  noticed: (order) => {
    const notice = { id: "sandbox:event-1", orderId: order.id, chargeId: "charge-1", reason: null } as const;
    const sums = (captured: number, refunded: number) => ({
      amount: order.total,
      captured: { ...order.total, amount: captured },
      refunded: { ...order.total, amount: refunded },
    });
    const { amount: total } = order.total;
    return [
      { notice: { ...notice, type: "authorised", ...sums(0, 0) } },
      { notice: { ...notice, type: "captured", ...sums(total, 0) } },
      { notice: { ...notice, type: "declined", ...sums(0, 0), reason: "card_declined" } },
      { notice: { ...notice, type: "voided", ...sums(0, 0) } },
      { notice: { ...notice, type: "refunded", ...sums(total, total) } },
      { notice: { ...notice, type: "captured", ...sums(1, 0) } },
      {
        notice: {
          ...notice,
          type: "refund_failed",
          ...sums(total, 0),
          reason: "lost",
          refundId: order.refunds[0]?.id,
        },
      },
      {
        notice: {
          ...notice,
          id: "sandbox:event-2",
          type: "disputed",
          ...sums(total, 0),
          reason: "fraudulent",
        },
      },
    ];
  },
  declined: () => [{ reason: "card_declined" }],
  authorisationFailed: () => [{}],
  paymentUnknown: () => [{}],
  captured: ({ total }) => [{ amount: total }],
  captureRefused: () => [{ reason: "charge.voided" }],
  moneyReturned: ({ payment, total }) => [
    { how: "refunded", amount: payment.captured.amount > 0 ? payment.captured : total },
    ...(payment.captured.amount > 0 ? [] : [{ how: "voided" as const, amount: euros(0) }]),
  ],
  shipped: ({ lines, shipments }) => {
    const parcel = { id: `parcel-${shipments.length + 1}`, carrier: "DHL", trackingNumber: "0034" };
    return [undefined, unitOf(lines)].map((some) => ({ parcel: { ...parcel, lines: some }, reviewAfterMs }));
  },
  delivered: ({ shipments }) =>
    [...shipments.map(({ id }) => id), "parcel-0"].map((shipmentId) => ({ shipmentId, reviewAfterMs })),
  refundRequested: ({ lines, refunds }) => {
    const asked = { id: `refund-${refunds.length + 1}`, reason: "damaged" };
    const wishes = [{}, { lines: unitOf(lines) }, { shipping: true as const }, { amount: euros(1000) }];
    return wishes.map((wish) => ({
      asked: { ...asked, ...wish, restock: refunds.length % 2 === 0 },
      reviewAfterMs,
    }));
  },
  refundDone: (order) => refundIds(order).map((refundId) => ({ refundId, reviewAfterMs })),
  refundFailed: (order) =>
    refundIds(order).map((refundId) => ({ refundId, reason: "charge.refund_too_large" })),
  refundRestocked: (order) => refundIds(order).map((refundId) => ({ refundId })),
  cancelled: () => [{ by: "customer" }, { by: "staff" }],
  timedOut: () => [{}],
  mailSent: ({ owes }) => [...owes.map(({ id }) => ({ id })), { id: "mail:confirmation" }],
};

const unitOf = (lines: Order["lines"]) => lines.slice(0, 1).map(({ sku }) => ({ sku, quantity: 1 }));

const refundIds = ({ refunds }: Order): string[] => [...refunds.map(({ id }) => id), "refund-0"];

/** A refusal is the error that was thrown; undefined: nothing is to be done. */
export function tell(order: Order, news: News, told: object, now: Date): Decision | AppError | undefined {
  const transition = transitions[news] as (order: Order, told: object) => Decision | undefined;
  try {
    return transition(order, { ...told, now });
  } catch (refusal) {
    if (refusal instanceof AppError) return refusal;
    throw refusal;
  }
}
