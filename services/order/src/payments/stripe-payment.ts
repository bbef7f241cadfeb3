/** What Stripe is asked for an order. The same for the same order each time: it refuses a key that comes with something else. */
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { Order } from "../orders/order.ts";
import type { RefundCall } from "./provider.ts";

const commonOf = ({ id, total }: Order, amount: number) => ({
  amount,
  currency: total.currency.toLowerCase(),
  capture_method: "manual" as const,
  payment_method_types: ["card"],
  metadata: { orderId: id },
});

const placeOf = ({ id }: Order, shopUrl: string): string => `${shopUrl}/order/${id}`;

export const toPayment = (order: Order, amount: number, shopUrl: string) => ({
  ...commonOf(order, amount),
  confirm: true,
  return_url: placeOf(order, shopUrl),
});

/** Longer than an order may wait for its customer, and than the half an hour that is Stripe's least. */
const pageLivesS = 2 * 60 * 60;

/** A page of Stripe's where the customer pays: with a card, as the order has it, to the same total. */
export function toPage(order: Order, amount: number, shopUrl: string) {
  const { id, number, total, createdAt } = order;
  return {
    mode: "payment" as const,
    payment_method_types: ["card"],
    client_reference_id: id,
    metadata: { orderId: id },
    payment_intent_data: { capture_method: "manual" as const, metadata: { orderId: id, ...ofPage } },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: total.currency.toLowerCase(),
          unit_amount: amount,
          product_data: { name: `Order ${number}` },
        },
      },
    ],
    // Else Stripe may ask for the money in the customer's own currency.
    adaptive_pricing: { enabled: false },
    ...emailOf(order),
    success_url: placeOf(order, shopUrl),
    cancel_url: placeOf(order, shopUrl),
    expires_at: Math.floor(createdAt.getTime() / 1_000) + pageLivesS,
  };
}

const ofPage = { page: "yes" };

/** Of a payment that is made on a page, which asks for another card itself when one is declined. */
export const isOfPage = (metadata: Readonly<Record<string, string>>): boolean =>
  metadata["page"] === ofPage.page;

/** One that Stripe would refuse is asked for on its page. */
function emailOf({ contact: { email } }: Order): { customer_email?: string } {
  const plain = emailKeyOf(email);
  return /^[\x21-\x7e]+$/.test(plain) ? { customer_email: plain } : {};
}

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
