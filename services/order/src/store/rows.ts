/**
 * How orders and carts lie in MongoDB: rows in, plain objects out. Rows of every earlier shape stay readable:
 * a field that came later is optional here, and gets its value where the row is read.
 */
import type { Address, Contact } from "@shop/contracts/address";
import type { CancelReason, OrderLine, OrderStatus, ShippingMethod } from "@shop/contracts/order";
import type { Money } from "@shop/contracts/values";
import type { mongo } from "mongoose";
import type { Cart, CartLine } from "../carts/cart.ts";
import {
  toStatus,
  type Actor,
  type MailKind,
  type Order,
  type OrderState,
  type Payment,
  type PaymentTask,
} from "../orders/order.ts";

/** Absent instead of null where an index is sparse: only what is due is in it. */
export type OrderRow = {
  _id: string;
  number: string;
  customerId: string;
  idempotencyKey: string;
  state: OrderState;
  status: OrderStatus;
  reason: CancelReason | null;
  lines: readonly OrderLine[];
  contact: Contact;
  shippingAddress: Address;
  shippingMethod: ShippingMethod;
  subtotal: Money;
  discount: Money;
  shipping: Money;
  tax: Money;
  total: Money;
  payment: Payment;
  task?: PaymentTask;
  deadlineAt?: Date;
  fromCart: boolean;
  mailed: readonly MailKind[];
  sequence: number;
  timelineLength: number;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

export type TimelineDocument = {
  _id: string;
  orderId: string;
  number: number;
  at: Date;
  type: string;
  actor: Actor;
  detail: string | null;
};

/** A mail that is owed has `dueAt`; one that was sent has not. */
export type MailRow = { _id: string; orderId: string; kind: MailKind; dueAt?: Date; attempts: number };

export type CartRow = {
  _id: string;
  lines: readonly CartLine[];
  version: number;
  updatedAt: Date;
  /** Since a cart is bought once; absent when it is not in checkout. */
  inCheckout?: string;
};

/** An owner without a cart has an empty one. */
export const toCart = (ownerId: string, row: CartRow | null): Cart => ({
  ownerId,
  lines: row?.lines ?? [],
  version: row?.version ?? 0,
  inCheckout: row?.inCheckout ?? null,
});

export const toRow = ({ id, task, deadlineAt, ...order }: Order): OrderRow => ({
  _id: id,
  ...order,
  status: toStatus(order.state),
  ...(task && { task }),
  ...(deadlineAt && { deadlineAt }),
});

export const toOrder = ({ _id, status: _status, task, deadlineAt, ...order }: OrderRow): Order => ({
  id: _id,
  ...order,
  task: task ?? null,
  deadlineAt: deadlineAt ?? null,
});

/** What a change writes. The task is left alone unless the decision touched it: a worker may have leased it meanwhile. */
export function toUpdate(before: Order, after: Order): mongo.UpdateFilter<OrderRow> {
  const { _id, task, deadlineAt, ...changed } = toRow(after);
  const isNewTask = after.task !== before.task;
  const $set = { ...changed, ...(isNewTask && task && { task }), ...(deadlineAt && { deadlineAt }) };
  const $unset: Partial<Record<keyof OrderRow, 1>> = {};
  if (isNewTask && !task) $unset.task = 1;
  if (!deadlineAt) $unset.deadlineAt = 1;
  return { $set, $unset };
}
