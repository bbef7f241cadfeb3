/**
 * How orders lie in MongoDB: rows in, plain objects out. Rows of every earlier shape stay readable: a field that came
 * later is optional here, and gets its value in `toOrder`.
 */
import type { Address, Contact } from "@shop/contracts/language/address";
import type { Money } from "@shop/contracts/language/values";
import type { CancelReason, OrderStatus } from "@shop/contracts/order/orders";
import type { OrderLine } from "@shop/contracts/order/order-lines";
import type { TaxPart } from "@shop/contracts/order/tax-rates";
import { rowIdOf, type StoredAnswer } from "@shop/kit/idempotency/key-store";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { owesIndex } from "@shop/kit/work/owed";
import type { Connection, mongo } from "mongoose";
import type { Refund } from "../refunds/refund.ts";
import type { Shipment } from "../shipments/shipment.ts";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import {
  toStatus,
  type Invoice,
  type Order,
  type OrderState,
  type Payment,
  type Task,
  type TimelineRow,
} from "./order.ts";

/** `cause` is of 2026-12: the request or message that brought it. Types of other versions are read as they are. */
type TimelineEntry = Omit<TimelineRow, "type"> & {
  readonly type: string;
  readonly at: Date;
  readonly cause?: string;
};

/** A request with a key that has made the order, or would make it again, or has changed it: shipped or refunded something of it. */
export type RequestRow = {
  /** Of caller and key. */
  readonly id: string;
  readonly fingerprint: string;
  /** Until then that request may still answer by itself. */
  readonly ownedUntil: Date;
};

export type OrderRow = {
  readonly _id: string;
  readonly number: string;
  readonly customerId: string;
  readonly placedBy: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly ownedUntil: Date;
  readonly answer?: StoredAnswer;
  /** With the one that made it, where it was made since 2026-11-28. */
  readonly requests?: readonly RequestRow[];
  readonly state: OrderState;
  readonly status: OrderStatus;
  readonly reason: CancelReason | null;
  /** `discount` and `paid` are of 2026-11. */
  readonly lines: readonly (Omit<OrderLine, "discount" | "paid"> &
    Partial<Pick<OrderLine, "discount" | "paid">>)[];
  readonly contact: Contact;
  /** Of 2026-11: the contact's address in the form in which addresses are compared. */
  readonly emailKey?: string;
  readonly shippingAddress: Address;
  readonly shippingMethod: string;
  readonly coupon?: string | null;
  readonly subtotal: Money;
  readonly discount: Money;
  readonly shipping: Money;
  readonly shippingPaid?: Money;
  readonly tax: Money;
  readonly taxes?: readonly TaxPart[];
  readonly total: Money;
  readonly payment: Payment;
  readonly shipments?: readonly Shipment[];
  readonly refunds?: readonly Refund[];
  readonly capturedAt?: Date | null;
  readonly invoice?: Invoice | null;
  readonly owes: readonly Task[];
  readonly cartVersion: number | null;
  readonly isStockBack: boolean;
  readonly sequence: number;
  readonly version: number;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly timeline: readonly TimelineEntry[];
  readonly outbox: readonly Unsent[];
};

export const orderCollection: Collection = {
  name: "orders",
  indexes: [
    { key: { number: 1 }, unique: true, name: "number" },
    // For ever: an idempotency key never makes a second order.
    { key: { placedBy: 1, idempotencyKey: 1 }, unique: true, name: "placed_key" },
    { key: { customerId: 1, createdAt: -1, _id: -1 }, name: "customer_newest" },
    { key: { customerId: 1, status: 1, createdAt: -1, _id: -1 }, name: "customer_status_newest" },
    // Staff's list, whatever it is narrowed to.
    { key: { createdAt: -1, _id: -1 }, name: "newest" },
    { key: { status: 1, createdAt: -1, _id: -1 }, name: "status_newest" },
    { key: { emailKey: 1, createdAt: -1, _id: -1 }, name: "email_newest" },
    { key: { "lines.sku": 1, createdAt: -1, _id: -1 }, name: "sku_newest" },
    // For ever, too: a key never ships or refunds twice, nor does one thing and then another.
    { key: { "requests.id": 1 }, unique: true, sparse: true, name: "request_key" },
    owesIndex,
    outboxIndex,
  ],
};

export const ordersOf = (connection: Connection): mongo.Collection<OrderRow> =>
  collectionOf<OrderRow>(connection, orderCollection.name);

/** What an order's document carries beside the order. */
type Carried = { readonly timeline: readonly TimelineEntry[]; readonly outbox: readonly Unsent[] };
type Pushed = Carried & { readonly requests: readonly RequestRow[] };

export const toRequest = (keyed: KeyedRequest, ownedUntil: Date): RequestRow => ({
  id: rowIdOf(keyed),
  fingerprint: keyed.fingerprint,
  ownedUntil,
});

const toState = ({ id: _id, ...order }: Order) => ({ ...order, status: toStatus(order.state) });

export const toRow = (order: Order, keyed: KeyedRequest, ownedUntil: Date, carried: Carried): OrderRow => ({
  _id: order.id,
  ...toState(order),
  emailKey: emailKeyOf(order.contact.email),
  idempotencyKey: keyed.key,
  fingerprint: keyed.fingerprint,
  ownedUntil,
  requests: [toRequest(keyed, ownedUntil)],
  ...carried,
});

export const toOrder = ({
  _id,
  status: _status,
  idempotencyKey: _key,
  fingerprint: _fingerprint,
  ownedUntil: _ownedUntil,
  answer: _answer,
  emailKey: _emailKey,
  requests: _requests,
  timeline: _timeline,
  outbox: _outbox,
  ...order
}: OrderRow): Order => ({
  id: _id,
  coupon: null,
  shippingPaid: order.shipping,
  taxes: taxesBefore(order),
  shipments: [],
  refunds: [],
  // Before it was kept: an order is settled within minutes.
  capturedAt: order.state === "confirmed" ? order.createdAt : null,
  invoice: null,
  ...order,
  lines: order.lines.map(toLine),
});

/** Before there were discounts, a line cost what it cost. */
const toLine = (line: OrderRow["lines"][number]): OrderLine => ({
  discount: { ...line.lineTotal, amount: 0 },
  paid: line.lineTotal,
  ...line,
});

/** Before there were rates to choose from, it was Germany's standard one. */
const taxesBefore = ({ tax, total }: Pick<OrderRow, "tax" | "total">): TaxPart[] => [
  { rate: 1900, net: { ...total, amount: total.amount - tax.amount }, tax },
];

/** What is different now, and what the document carries from now on. */
export function toUpdate(
  before: Order,
  after: Order,
  { timeline, outbox, requests }: Pushed,
): mongo.UpdateFilter<OrderRow> {
  const known: Readonly<Record<string, unknown>> = toState(before);
  const changed = Object.entries(toState(after)).filter(([name, value]) => value !== known[name]);
  return {
    $set: Object.fromEntries(changed),
    $push: {
      ...(timeline.length > 0 && { timeline: { $each: [...timeline] } }),
      ...(outbox.length > 0 && { outbox: { $each: [...outbox] } }),
      ...(requests.length > 0 && { requests: { $each: [...requests] } }),
    },
  };
}
