/** What the order service announces. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { staffActedOf } from "../language/act.ts";
import { defineEvent } from "../language/event.ts";
import { Id, Money } from "../language/values.ts";
import { CancelReason } from "./orders.ts";
import { shippingMethodsTag } from "./shipping-methods.ts";

const orderId = z.object({ orderId: Id });
const OrderedQuantity = z.object({ sku: Sku, quantity: z.int().positive() });
/** What was sent before there was a product in it has none. */
const SoldQuantity = OrderedQuantity.extend({ productId: Id.optional() });

export const orderEvents = {
  orderPlaced: defineEvent(
    "order.placed",
    orderId.extend({ customerId: Id, lines: z.array(OrderedQuantity).min(1), total: Money }),
  ),
  paymentAuthorised: defineEvent("order.payment_authorised", orderId.extend({ amount: Money })),
  paymentDeclined: defineEvent("order.payment_declined", orderId),
  /** Stock is sold and money is captured. */
  orderConfirmed: defineEvent(
    "order.confirmed",
    orderId.extend({ customerId: Id, lines: z.array(SoldQuantity).min(1), total: Money }),
  ),
  /** A parcel has left; an order may need several. */
  orderShipped: defineEvent(
    "order.shipped",
    orderId.extend({
      customerId: Id,
      shipmentId: Id,
      lines: z.array(OrderedQuantity.extend({ productId: Id })).min(1),
    }),
  ),
  /** All of it has been received. */
  orderDelivered: defineEvent(
    "order.delivered",
    orderId.extend({ customerId: Id, lines: z.array(OrderedQuantity.extend({ productId: Id })).min(1) }),
  ),
  /** It is an account's now; `received`: what it has brought by then, which no later event tells of. */
  orderClaimed: defineEvent(
    "order.claimed",
    orderId.extend({ customerId: Id, received: z.array(OrderedQuantity.extend({ productId: Id })) }),
  ),
  /**
   * Final for the customer; money and stock go back by themselves. `lines` go back on the shelf when they are not all:
   * what was refunded before is told of by its own event.
   */
  orderCancelled: defineEvent(
    "order.cancelled",
    orderId.extend({ customerId: Id, reason: CancelReason, lines: z.array(OrderedQuantity).optional() }),
  ),
  /** Money is on its way back, for these units; with `restock` they go back on the shelf. */
  orderRefunded: defineEvent(
    "order.refunded",
    orderId.extend({
      amount: Money,
      refundId: Id.optional(),
      lines: z.array(OrderedQuantity).optional(),
      restock: z.boolean().optional(),
    }),
  ),
  /** The books stay, and nothing in them says any more whose they were. */
  personErased: defineEvent("order.person_erased", z.object({ userId: Id, erasureId: Id })),
  /** Added, changed or removed. */
  shippingMethodChanged: defineEvent("order.shipping_method_changed", z.object({ methodId: Id }), {
    purges: () => [shippingMethodsTag],
  }),
  /** Somebody of the staff has changed something, and what it looked like before and after. */
  staffActed: staffActedOf("order"),
};
