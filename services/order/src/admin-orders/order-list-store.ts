/** Lists of all orders. Whatever is asked for has an index that is in the order of the list, which is named: no list is sorted. */
import type { Total } from "@shop/contracts/language/page";
import type { OrderStatus } from "@shop/contracts/order/orders";
import { countRows } from "@shop/kit/mongo/count-rows";
import type { Connection, mongo } from "mongoose";
import { ordersOf, toOrder, type OrderRow } from "../orders/order-rows.ts";
import { olderThan, type Position } from "../orders/order-store.ts";
import type { Order } from "../orders/order.ts";

export type Narrowed = {
  readonly status?: OrderStatus | undefined;
  readonly emailKey?: string | undefined;
  readonly sku?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
};

export type OrderListStore = {
  /** Newest first. */
  find(
    asked: Narrowed,
    page: { readonly limit: number; readonly after: Position | undefined },
  ): Promise<Order[]>;
  count(asked: Narrowed): Promise<Total>;
};

/** What only grows, or is for others, is not read with an order. */
const projection = { timeline: 0, outbox: 0, answer: 0 } as const;
const sort = { createdAt: -1, _id: -1 } as const;

export function createOrderListStore({ connection }: { readonly connection: Connection }): OrderListStore {
  const orders = ordersOf(connection);
  return {
    find: async (asked, { limit, after }) => {
      const filter = { $and: [toFilter(asked), after ? olderThan(after) : {}] };
      const rows = await orders.find(filter, { projection, sort, limit, hint: indexFor(asked) }).toArray();
      return rows.map(toOrder);
    },
    count: (asked) => countRows(orders, toFilter(asked), indexFor(asked)),
  };
}

function toFilter({ status, emailKey, sku, from, to }: Narrowed): mongo.Filter<OrderRow> {
  return {
    ...(status && { status }),
    ...(emailKey !== undefined && { emailKey }),
    ...(sku !== undefined && { "lines.sku": sku }),
    ...((from ?? to) && { createdAt: { ...(from && { $gte: from }), ...(to && { $lte: to }) } }),
  };
}

/** Of what is asked for, that which the fewest orders have. */
function indexFor({ status, emailKey, sku }: Narrowed): string {
  if (emailKey !== undefined) return "email_newest";
  if (sku !== undefined) return "sku_newest";
  return status === undefined ? "newest" : "status_newest";
}
