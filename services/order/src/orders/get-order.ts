/** Reading orders. Somebody else's order is reported as missing, so ids cannot be probed. */
import type { OrderStatus, TimelineEntry } from "@shop/contracts/order";
import type { OrderDeps, Position } from "./deps.ts";
import { orderErrors } from "./errors.ts";
import type { Order } from "./order.ts";

/** Who asks; staff may see every order. */
export type Reader = { readonly id: string; readonly isStaff: boolean };

export async function getOrder(
  { orders }: Pick<OrderDeps, "orders">,
  { orderId, reader }: { readonly orderId: string; readonly reader: Reader },
): Promise<Order> {
  const order = await orders.find(orderId);
  if (!order) throw orderErrors.notFound(orderId);
  requireReader(order, reader);
  return order;
}

/** Throws as if there were no such order. */
export function requireReader({ id, customerId }: Order, reader: Reader): void {
  if (customerId !== reader.id && !reader.isStaff) throw orderErrors.notFound(id);
}

export type ListOrders = {
  readonly customerId: string;
  readonly status: OrderStatus | undefined;
  readonly limit: number;
  readonly after: Position | undefined;
};

/** Newest first; `next` is where the following page begins. */
export async function listOrders(
  { orders }: Pick<OrderDeps, "orders">,
  { customerId, status, limit, after }: ListOrders,
): Promise<{ items: Order[]; next: Position | null }> {
  const rows = await orders.listOf(customerId, { status, limit: limit + 1, after });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}

export type GetTimeline = {
  readonly orderId: string;
  readonly reader: Reader;
  /** Number of the first row wanted, from 1. */
  readonly from: number;
  readonly limit: number;
};

export async function getTimeline(
  deps: Pick<OrderDeps, "orders">,
  { orderId, reader, from, limit }: GetTimeline,
): Promise<{ items: TimelineEntry[]; next: number | null }> {
  const order = await getOrder(deps, { orderId, reader });
  const items = await deps.orders.timelineOf(orderId, from, limit);
  const next = from + items.length;
  return { items, next: items.length > 0 && next <= order.timelineLength ? next : null };
}
