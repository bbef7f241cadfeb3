/** Everything the world may know about the order service. */
import { z } from "zod";
import { Address, AddressInput, Contact, ContactInput } from "./address.ts";
import { LineRequest, cartApi, maxLines } from "./cart.ts";
import { Sku } from "./catalog.ts";
import { defineEndpoint, defineEvent } from "./contract.ts";
import { line, optionalLine } from "./text.ts";
import { Id, Money, Timestamp, pageOf, pageQuery } from "./values.ts";

export const ShippingMethod = z.enum(["standard", "express"]).meta({ id: "ShippingMethod" });
export type ShippingMethod = z.infer<typeof ShippingMethod>;

export const OrderStatus = z
  .enum(["pending", "confirmed", "shipped", "delivered", "cancelled"])
  .meta({ id: "OrderStatus" });
export type OrderStatus = z.infer<typeof OrderStatus>;

export const PaymentStatus = z
  .enum([
    "pending",
    "authorised",
    "captured",
    "declined",
    "voided",
    "refunded",
    "partially_refunded",
    "unknown",
  ])
  .meta({ id: "PaymentStatus" });
export type PaymentStatus = z.infer<typeof PaymentStatus>;

/** Why an order is `cancelled`. */
export const CancelReason = z
  .enum(["out_of_stock", "payment_declined", "payment_failed", "timed_out", "customer", "staff"])
  .meta({ id: "CancelReason" });
export type CancelReason = z.infer<typeof CancelReason>;

const OrderLine = z
  .object({
    sku: Sku,
    productId: Id,
    name: z.string(),
    quantity: z.int().positive(),
    unitPrice: Money,
    lineTotal: Money,
  })
  .meta({ id: "OrderLine" });
export type OrderLine = z.infer<typeof OrderLine>;

const Shipment = z
  .object({
    id: Id,
    carrier: z.string(),
    trackingNumber: z.string(),
    lines: z.array(z.object({ sku: Sku, quantity: z.int().positive() })),
    shippedAt: Timestamp,
    deliveredAt: Timestamp.nullable(),
  })
  .meta({ id: "Shipment" });

export const Order = z
  .object({
    id: Id,
    number: z.string(),
    status: OrderStatus,
    reason: CancelReason.nullable(),
    lines: z.array(OrderLine),
    contact: Contact,
    shippingAddress: Address,
    shippingMethod: ShippingMethod,
    subtotal: Money,
    discount: Money,
    shipping: Money,
    /** The part of `total` that is tax. */
    tax: Money,
    /** `subtotal − discount + shipping`. */
    total: Money,
    payment: z.object({ status: PaymentStatus, method: z.literal("card"), captured: Money, refunded: Money }),
    shipments: z.array(Shipment),
    version: z.int().positive(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: "Order" });
export type Order = z.infer<typeof Order>;

export const OrderRequest = z
  .strictObject({
    /** Absent: the caller's cart. */
    lines: z.array(LineRequest).min(1).max(maxLines).optional(),
    contact: ContactInput,
    shippingAddress: AddressInput,
    shippingMethod: ShippingMethod,
    coupon: optionalLine(64),
    payment: z.strictObject({ method: z.literal("card"), token: line(200) }),
    /** What the client has shown: compared, never believed. */
    expectedTotal: Money.strict().optional(),
  })
  .meta({ id: "OrderRequest" });
export type OrderRequest = z.infer<typeof OrderRequest>;

export const TimelineEntry = z
  .object({
    id: z.string(),
    at: Timestamp,
    type: z.string(),
    actor: z.string(),
    detail: z.string().nullable(),
  })
  .meta({ id: "TimelineEntry" });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

const orderParams = z.object({ id: Id });

export const orderApi = {
  ...cartApi,

  placeOrder: defineEndpoint({
    method: "post",
    path: "/orders",
    summary:
      "Place an order; with `Prefer: wait=5` the answer waits until it is settled. Without `lines`, `If-Match` is the cart's `ETag`",
    access: "guest",
    body: OrderRequest,
    idempotent: true,
    ifMatch: "honoured",
    maxWaitS: 5,
    cost: 10,
    etag: true,
    location: true,
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
    access: "guest",
    params: orderParams,
    etag: true,
    status: 200,
    reply: Order,
  }),
  cancelOrder: defineEndpoint({
    method: "post",
    path: "/orders/:id/cancel",
    summary: "Cancel before shipping; money and stock go back",
    access: "guest",
    params: orderParams,
    ifMatch: "honoured",
    etag: true,
    refuses: ["conflict"],
    status: 200,
    reply: Order,
  }),
  getTimeline: defineEndpoint({
    method: "get",
    path: "/orders/:id/timeline",
    summary: "What happened to an order, in order",
    access: "guest",
    params: orderParams,
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(TimelineEntry),
  }),
};

const orderId = z.object({ orderId: Id });
const OrderedQuantity = z.object({ sku: Sku, quantity: z.int().positive() });

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
    orderId.extend({ customerId: Id, lines: z.array(OrderedQuantity).min(1), total: Money }),
  ),
  /** Final for the customer; money and stock go back by themselves. */
  orderCancelled: defineEvent("order.cancelled", orderId.extend({ customerId: Id, reason: CancelReason })),
  orderRefunded: defineEvent("order.refunded", orderId.extend({ amount: Money })),
};
