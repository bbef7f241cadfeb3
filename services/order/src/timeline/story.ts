/** When an order's story is told. Pure. */
import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { isSettled, toStatus, type Order } from "../orders/order.ts";

const dayMs = 24 * 60 * 60_000;
/** Until then a customer may still send it back. */
const deliveredMs = 30 * dayMs;
/** Nothing was told of its stock, and news of a hold that it never heard of may still be on the way. */
const stockNewsMs = 60_000;

/** From then on nothing can change the order any more; undefined: that cannot be said yet. */
export function endOf(order: Order, told: readonly TimelineEntry[]): Date | undefined {
  const status = toStatus(order.state);
  if (status === "delivered") return new Date(deliveredAt(order).getTime() + deliveredMs);
  if (order.state !== "cancelled" || order.owes.length > 0 || holdsMoney(order)) return undefined;
  const types = new Set(told.map(({ type }) => type));
  if (order.isStockBack || types.has("stock.rejected")) return order.updatedAt;
  return types.has("stock.reserved") ? undefined : new Date(order.updatedAt.getTime() + stockNewsMs);
}

const deliveredAt = ({ shipments, updatedAt }: Order): Date =>
  new Date(Math.max(...shipments.map((shipment) => (shipment.deliveredAt ?? updatedAt).getTime())));

/** A free order's payment is `captured` from the first, and there is nothing to give back. */
const holdsMoney = ({ payment: { status }, total }: Order): boolean =>
  total.amount > 0 && ["authorised", "captured", "partially_refunded", "unknown"].includes(status);

/** Something will happen to it by itself before long. */
export const isMoving = (order: Order, now: Date): boolean =>
  !isSettled(order) || order.owes.some(({ dueAt }) => dueAt.getTime() < now.getTime() + 60_000);
