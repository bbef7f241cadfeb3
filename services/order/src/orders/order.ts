/** An order as this service keeps it, and what the world sees of it. */
import type { Address, Contact } from "@shop/contracts/address";
import type {
  CancelReason,
  Order as PublicOrder,
  OrderLine,
  OrderStatus,
  PaymentStatus,
  ShippingMethod,
} from "@shop/contracts/order";
import type { Fact } from "@shop/contracts/contract";
import type { Money } from "@shop/contracts/values";

/**
 * placed → authorising → committing → capturing → confirmed, or → compensating → cancelled;
 * `payment_unknown` stands beside authorising and capturing while nobody can tell whether the provider did it.
 */
export type OrderState =
  | "placed"
  | "authorising"
  | "payment_unknown"
  | "committing"
  | "capturing"
  | "confirmed"
  | "compensating"
  | "cancelled";

/** A call to the payment provider that is still owed. `since` is when it was first owed. */
export type PaymentTask = {
  readonly kind: "authorise" | "capture" | "return_money";
  readonly dueAt: Date;
  readonly since: Date;
  readonly attempts: number;
};

export type Payment = {
  readonly status: PaymentStatus;
  readonly method: "card";
  readonly token: string;
  /** The provider's id of the charge, once it told us. */
  readonly chargeId: string | null;
  readonly captured: Money;
  readonly refunded: Money;
};

export type MailKind = "confirmation";

export type Order = {
  readonly id: string;
  readonly number: string;
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly state: OrderState;
  readonly reason: CancelReason | null;
  readonly lines: readonly OrderLine[];
  readonly contact: Contact;
  readonly shippingAddress: Address;
  readonly shippingMethod: ShippingMethod;
  readonly subtotal: Money;
  readonly discount: Money;
  readonly shipping: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly payment: Payment;
  readonly task: PaymentTask | null;
  /** A non-final order is ended then; null once final. */
  readonly deadlineAt: Date | null;
  /** The lines came from the cart, which is in checkout until the order is settled; confirming takes them out of it. */
  readonly fromCart: boolean;
  readonly mailed: readonly MailKind[];
  /** Events announced and timeline rows written so far. */
  readonly sequence: number;
  readonly timelineLength: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** A line of the story that an order's timeline tells. */
export type TimelineRow = {
  readonly type: string;
  readonly actor: Actor;
  readonly detail: string | null;
};
export type Actor = "customer" | "staff" | "catalog" | "payment" | "system";

/** A new state and what is saved with it, all or nothing. */
export type Decision = {
  readonly order: Order;
  readonly events: readonly Fact[];
  readonly timeline: readonly TimelineRow[];
  /** Mails owed from now on. */
  readonly mails: readonly MailKind[];
};

const statusOf: Record<OrderState, OrderStatus> = {
  placed: "pending",
  authorising: "pending",
  payment_unknown: "pending",
  committing: "pending",
  capturing: "pending",
  confirmed: "confirmed",
  compensating: "cancelled",
  cancelled: "cancelled",
};

export const toStatus = (state: OrderState): OrderStatus => statusOf[state];

/** Nothing more will happen by itself that a client waits for. */
export const isSettled = ({ state }: Pick<Order, "state">): boolean => statusOf[state] !== "pending";

export const toPublicOrder = (order: Order): PublicOrder => ({
  id: order.id,
  number: order.number,
  status: toStatus(order.state),
  reason: order.reason,
  lines: [...order.lines],
  contact: order.contact,
  shippingAddress: order.shippingAddress,
  shippingMethod: order.shippingMethod,
  subtotal: order.subtotal,
  discount: order.discount,
  shipping: order.shipping,
  tax: order.tax,
  total: order.total,
  payment: {
    status: order.payment.status,
    method: order.payment.method,
    captured: order.payment.captured,
    refunded: order.payment.refunded,
  },
  shipments: [],
  version: order.version,
  createdAt: order.createdAt.toISOString(),
  updatedAt: order.updatedAt.toISOString(),
});
