/** How orders lie in MongoDB. Rows in, plain objects out. */
import type { OrderStatus } from "@shop/contracts/order";
import type { mongo } from "mongoose";
import { toStatus, type Actor, type MailKind, type Order } from "../orders/order.ts";

/** Absent instead of null where an index is sparse: only what is due is in it. */
export type OrderRow = Omit<Order, "id" | "task" | "deadlineAt"> & {
  _id: string;
  status: OrderStatus;
  task?: NonNullable<Order["task"]>;
  deadlineAt?: Date;
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

export function toRow({ id, task, deadlineAt, ...order }: Order): OrderRow {
  return {
    _id: id,
    ...order,
    status: toStatus(order.state),
    ...(task && { task }),
    ...(deadlineAt && { deadlineAt }),
  };
}

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
