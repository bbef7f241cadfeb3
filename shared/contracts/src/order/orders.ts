/** What somebody has bought. */
import { z } from "zod";
import { Address, AddressInput, Contact, ContactInput } from "../language/address.ts";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { orAbsent } from "../language/optional.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { optionalLine } from "../language/text.ts";
import { Currency, Id, Money, Timestamp } from "../language/values.ts";
import { LineRequest, maxLines } from "./carts.ts";
import { linkQuery, orderReaders } from "./lookups.ts";
import { couponRefusals } from "./coupons.ts";
import { OrderLine } from "./order-lines.ts";
import { Payment, PaymentInput } from "./payments.ts";
import { Refund } from "./refunds.ts";
import { Shipment } from "./shipments.ts";
import { TaxPart } from "./tax-rates.ts";

export const OrderStatus = z
  .enum(["pending", "confirmed", "shipped", "delivered", "cancelled"])
  .meta({ id: "OrderStatus" });
export type OrderStatus = z.infer<typeof OrderStatus>;

/** Why an order is `cancelled`. */
export const CancelReason = z
  .enum(["out_of_stock", "payment_declined", "payment_failed", "timed_out", "customer", "staff"])
  .meta({ id: "CancelReason" });
export type CancelReason = z.infer<typeof CancelReason>;

export const Order = z
  .object({
    id: Id,
    number: z.string(),
    status: OrderStatus,
    reason: CancelReason.nullable(),
    lines: z.array(OrderLine),
    contact: Contact,
    shippingAddress: Address,
    /** The id of one, as it was. */
    shippingMethod: Id,
    /** In the form the shop keeps it. */
    coupon: z.string().nullable(),
    subtotal: Money,
    discount: Money,
    shipping: Money,
    /** The part of `total` that is tax. */
    tax: Money,
    /** Its parts by rate; they add up to `tax`. */
    taxes: z.array(TaxPart),
    /** `subtotal − discount + shipping`, and `tax` where prices do not include it. */
    total: Money,
    payment: Payment,
    shipments: z.array(Shipment),
    refunds: z.array(Refund),
    version: z.int().positive(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Order" });
export type Order = z.infer<typeof Order>;

export const OrderRequest = z
  .strictObject({
    /** Absent: the caller's cart. */
    lines: orAbsent(z.array(LineRequest).min(1).max(maxLines)),
    /** Of the `lines`, the shop's first unless stated; a cart has its own. */
    currency: orAbsent(Currency),
    contact: ContactInput,
    shippingAddress: AddressInput,
    shippingMethod: Id,
    coupon: optionalLine(64),
    payment: PaymentInput,
    /** What the client has shown: compared, never believed. */
    expectedTotal: orAbsent(Money.strict()),
  })
  .meta({ id: "OrderRequest" });
export type OrderRequest = z.infer<typeof OrderRequest>;

const orderParams = z.object({ id: Id });

/** What staff changes of it, and nothing of whom it is for; what is typed of a parcel or a refund may say that, too. */
export const orderSubject = defineSubject({
  kind: "order",
  id: "id",
  shows: Order.pick({ status: true, reason: true, version: true }).extend({
    shipments: z.array(Shipment.pick({ id: true, lines: true, shippedAt: true, deliveredAt: true })),
    refunds: z.array(Refund.omit({ reason: true })),
    payment: Payment.omit({ actionUrl: true }),
  }),
});

export const ordersApi = {
  placeOrder: defineEndpoint({
    method: "post",
    path: "/orders",
    summary:
      "Place an order; with `Prefer: wait=5` the answer waits until it is settled, or until its customer is to go to its `actionUrl`. Without `lines`, `If-Match` is the cart's `ETag`",
    access: "guest",
    body: OrderRequest,
    idempotent: true,
    ifMatch: "honoured",
    maxWaitS: 5,
    cost: 10,
    priority: "checkout",
    etag: true,
    location: true,
    refuses: {
      invalid: ["order.too_many"],
      unavailable: ["catalog.unavailable"],
      conflict: [
        "order.unavailable",
        "order.empty_cart",
        "order.too_large",
        "order.total_changed",
        "cart.in_checkout",
        "shipping.unavailable",
        ...couponRefusals,
      ],
    },
    status: 201,
    reply: Order,
  }),
  listOrders: defineEndpoint({
    method: "get",
    path: "/orders",
    summary: "My orders, newest first",
    access: "guest",
    query: z.strictObject({ status: OrderStatus.optional(), ...pageQuery }),
    status: 200,
    reply: pageOf(Order),
  }),
  getOrder: defineEndpoint({
    method: "get",
    path: "/orders/:id",
    summary: "One order; staff may read any",
    access: orderReaders,
    params: orderParams,
    query: z.strictObject(linkQuery),
    etag: true,
    refuses: { not_found: ["order.not_found"] },
    status: 200,
    reply: Order,
  }),
  cancelOrder: defineEndpoint({
    method: "post",
    path: "/orders/:id/cancel",
    summary: "Cancel before shipping; money and stock go back",
    description: "Again: the same answer. Once a parcel has left it is too late.",
    access: { role: "guest", scope: "orders:write" },
    params: orderParams,
    act: { action: "orders.cancel", on: orderSubject, replies: true },
    priority: "checkout",
    ifMatch: "honoured",
    etag: true,
    refuses: { not_found: ["order.not_found"], conflict: ["order.too_late"] },
    status: 200,
    reply: Order,
  }),
};
