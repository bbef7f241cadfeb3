import type { OrderStatus } from "@shop/contracts/order/orders";
import type { Total } from "@shop/contracts/language/page";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { Order } from "../orders/order.ts";
import type { Position } from "../orders/order-store.ts";
import type { OrderListStore } from "./order-list-store.ts";

export type OrderSearch = {
  readonly status?: OrderStatus | undefined;
  /** In any spelling. */
  readonly email?: string | undefined;
  readonly sku?: string | undefined;
  readonly from?: Date | undefined;
  /** What was placed at that moment is found too. */
  readonly to?: Date | undefined;
};

export type ListAllOrders = {
  readonly search: OrderSearch;
  readonly limit: number;
  readonly after: Position | undefined;
  readonly counts: boolean;
};

export type FoundOrders = {
  readonly items: readonly Order[];
  readonly next: Position | null;
  readonly total?: Total | undefined;
};

/** Newest first; `next` is where the following page begins. */
export async function listAllOrders(
  { orderLists }: { readonly orderLists: OrderListStore },
  { search: { email, ...search }, limit, after, counts }: ListAllOrders,
): Promise<FoundOrders> {
  const asked = { ...search, emailKey: email === undefined ? undefined : emailKeyOf(email) };
  const [rows, total] = await Promise.all([
    orderLists.find(asked, { limit: limit + 1, after }),
    counts ? orderLists.count(asked) : undefined,
  ]);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next: rows.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null,
    ...(total && { total }),
  };
}
