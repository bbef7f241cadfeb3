/** An order as this service keeps it. */
import type { Address, Contact } from "@shop/contracts/language/address";
import type { Fact } from "@shop/contracts/language/event";
import type { Money } from "@shop/contracts/language/values";
import type { CancelReason, OrderStatus } from "@shop/contracts/order/orders";
import type { OrderLine } from "@shop/contracts/order/order-lines";
import type { TaxPart } from "@shop/contracts/order/tax-rates";
import type { Seller } from "@shop/contracts/order/invoices";
import type { PaymentStatus } from "@shop/contracts/order/payments";
import type { TimelineType } from "@shop/contracts/order/timeline";
import type { Owed } from "@shop/kit/work/owed";
import type { Redemption } from "../coupons/coupon.ts";
import type { Refund } from "../refunds/refund.ts";
import type { Shipment } from "../shipments/shipment.ts";

/**
 * placed → authorising → committing → capturing → confirmed → shipped → delivered, or → compensating → cancelled;
 * `payment_unknown` stands beside authorising and capturing while nobody can tell whether the provider did it.
 */
export type OrderState =
  | "placed"
  | "authorising"
  | "payment_unknown"
  | "committing"
  | "capturing"
  | "confirmed"
  | "shipped"
  | "delivered"
  | "compensating"
  | "cancelled";

export type MailKind = "confirmation" | "cancelled" | "shipped" | "refunded" | "review_invitation" | "lookup";

/** Work that an order owes: calls to the payment provider, mails, and its own end when its time is over. */
export type Task =
  | Owed<"authorise">
  | Owed<"capture">
  | Owed<"return_money">
  | Owed<"deadline">
  | (Owed<"refund"> & { readonly refundId: string })
  /** A number for its invoice, and for credit notes that have none yet. */
  | Owed<"invoice">
  | (Owed<"mail"> & {
      readonly mail: MailKind;
      /** The shipment or refund it tells of; absent: the order itself. */
      readonly about?: string;
    });

export type TaskOf<Kind extends Task["kind"]> = Extract<Task, { readonly kind: Kind }>;

export type Payment = {
  readonly status: PaymentStatus;
  readonly method: "card";
  readonly token: string;
  /** The provider's id of the charge, once it told us. */
  readonly chargeId: string | null;
  readonly captured: Money;
  readonly refunded: Money;
  /** Where the customer pays, or confirms it with their bank; asked for once, and kept. */
  readonly actionUrl?: string;
  /** The provider's id of the page where the customer pays: there is no charge before they have. */
  readonly pageId?: string;
  /** The provider's events that have left no more than a line in the timeline. */
  readonly noted?: readonly string[];
};

/** Numbered after the capture, once. */
export type Invoice = { readonly number: string; readonly seller: Seller };

export type Order = {
  readonly id: string;
  readonly number: string;
  /** Whose order it is. */
  readonly customerId: string;
  /** Whose idempotency key made it, and whose cart it came from; stays when the order gets another owner. */
  readonly placedBy: string;
  readonly state: OrderState;
  readonly reason: CancelReason | null;
  readonly lines: readonly OrderLine[];
  readonly contact: Contact;
  readonly shippingAddress: Address;
  readonly shippingMethod: string;
  /** The code of the coupon it used. */
  readonly coupon: string | null;
  readonly subtotal: Money;
  readonly discount: Money;
  readonly shipping: Money;
  /** What the customer pays for the shipping: its price, and its tax where prices do not include it. */
  readonly shippingPaid: Money;
  readonly tax: Money;
  readonly taxes: readonly TaxPart[];
  readonly total: Money;
  readonly payment: Payment;
  readonly shipments: readonly Shipment[];
  readonly refunds: readonly Refund[];
  /** When the money of a sale was taken; null: not yet, or the order had ended before. */
  readonly capturedAt: Date | null;
  /** Null: not numbered yet. */
  readonly invoice: Invoice | null;
  readonly owes: readonly Task[];
  /** The version of the cart that the lines came from, which is in checkout until the order is settled; null: no cart. */
  readonly cartVersion: number | null;
  /** What it held or sold is on the shelf again. */
  readonly isStockBack: boolean;
  /** Events announced so far. */
  readonly sequence: number;
  /** Counts what a client can see of it. */
  readonly version: number;
  /** Counts every write, a worker's lease too. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** A line of the story that an order's timeline tells. */
export type TimelineRow = {
  readonly type: TimelineType;
  readonly actor: Actor;
  readonly detail: string | null;
};
export type Actor = "customer" | "staff" | "catalog" | "payment" | "system";

/** The order as it is afterwards and all that the change causes, saved all or nothing. */
export type Decision = {
  readonly order: Order;
  readonly events: readonly Fact[];
  readonly timeline: readonly TimelineRow[];
  /** Those of the order's tasks that it owes from now on. */
  readonly owes: readonly Task[];
  /** The coupon that it uses: counted with its birth, or it is not born. */
  readonly redeems?: Redemption | undefined;
  /** Its use of a coupon counts no more. */
  readonly returnsCoupon?: boolean;
  /** What becomes of the cart it came from. */
  readonly cart?: "bought" | "released" | undefined;
};

const statusOf: Record<OrderState, OrderStatus> = {
  placed: "pending",
  authorising: "pending",
  payment_unknown: "pending",
  committing: "pending",
  capturing: "pending",
  confirmed: "confirmed",
  shipped: "shipped",
  delivered: "delivered",
  compensating: "cancelled",
  cancelled: "cancelled",
};

export const toStatus = (state: OrderState): OrderStatus => statusOf[state];

/** Nothing more will happen by itself that a client waits for. */
export const isSettled = ({ state }: Pick<Order, "state">): boolean => statusOf[state] !== "pending";

/** Nothing more happens before its customer has done something, where `actionUrl` leads. */
export const awaitsCustomer = (order: Pick<Order, "state" | "payment">): boolean =>
  !isSettled(order) && order.payment.status === "pending" && order.payment.actionUrl !== undefined;
