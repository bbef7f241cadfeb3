/** Reading orders. Somebody else's order is reported as missing, so ids cannot be probed. */
import { hasRole, type Holder } from "@shop/contracts/language/access";
import type { OrderStatus } from "@shop/contracts/order/orders";
import { orderErrors } from "./errors.ts";
import type { OrderStore, Position } from "./order-store.ts";
import type { Order } from "./order.ts";

/** Who asks; staff may see every order, and who has a link to one that one. */
export type Reader = {
  /** Undefined: nobody is signed in. */
  readonly id: string | undefined;
  readonly isStaff: boolean;
  /** When that is good no more. */
  readonly linkUntil?: Date | undefined;
};

/** Of a caller's token. */
export const toReader = (user: Holder & { readonly id: string }): Reader => ({
  id: user.id,
  isStaff: hasRole(user, "staff"),
});

type Deps<Method extends keyof OrderStore> = { readonly orders: Pick<OrderStore, Method> };

/** Throws `order.not_found`. */
export async function getOrder(
  { orders }: Deps<"find">,
  { orderId, reader }: { readonly orderId: string; readonly reader: Reader },
): Promise<Order> {
  const order = await orders.find(orderId);
  if (!order) throw orderErrors.notFound(orderId);
  requireReader(order, reader);
  return order;
}

/** Throws as if there were no such order. */
export function requireReader({ id, customerId }: Order, reader: Reader): void {
  if (customerId !== reader.id && !reader.isStaff && !reader.linkUntil) throw orderErrors.notFound(id);
}

export type ListOrders = {
  readonly customerId: string;
  readonly status: OrderStatus | undefined;
  readonly limit: number;
  readonly after: Position | undefined;
};

/** Newest first; `next` is where the following page begins. */
export async function listOrders(
  { orders }: Deps<"listOf">,
  { customerId, status, limit, after }: ListOrders,
): Promise<{ items: Order[]; next: Position | null }> {
  const rows = await orders.listOf(customerId, { status, limit: limit + 1, after });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
}
