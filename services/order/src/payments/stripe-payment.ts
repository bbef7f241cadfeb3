/** What Stripe is asked for an order. The same for the same order each time: it refuses a key that comes with something else. */
import type { Order } from "../orders/order.ts";
import type { RefundCall } from "./provider.ts";

const commonOf = ({ id, total }: Order, amount: number) => ({
  amount,
  currency: total.currency.toLowerCase(),
  capture_method: "manual" as const,
  payment_method_types: ["card"],
  metadata: { orderId: id },
});

export const toPayment = (order: Order, amount: number, shopUrl: string) => ({
  ...commonOf(order, amount),
  confirm: true,
  return_url: `${shopUrl}/order/${order.id}`,
});

/** Never confirmed, so that it can move nothing. */
export const toLock = commonOf;

export const toRefund = ({ id: orderId }: Order, refund: RefundCall, amount: number) => ({
  payment_intent: refund.chargeId,
  amount,
  metadata: { orderId, refundId: refund.id, reason: refund.reason.slice(0, 500) },
});

/** Of another machine's clock, in seconds. */
const aheadS = 60;

/** When whatever was made for this order was made. */
export const sinceBefore = ({ createdAt }: Order) => ({
  gte: Math.floor(createdAt.getTime() / 1_000) - aheadS,
});
