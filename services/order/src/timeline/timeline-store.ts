/** Timelines, which are part of their orders. */
import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { toTotal, type Total } from "@shop/contracts/language/page";
import type { Connection } from "mongoose";
import { ordersOf, toOrder, type OrderRow } from "../orders/order-rows.ts";
import type { Order } from "../orders/order.ts";

export type TimelineStore = {
  /** Entries of an order's timeline, the first one having number `from`, counted from 1. */
  timelineOf(orderId: string, from: number, limit: number): Promise<TimelineEntry[]>;
  countOf(orderId: string): Promise<Total>;
  /** The order, and all that is told of it from number `from` on, as of one moment. */
  toldFrom(
    orderId: string,
    from: number,
  ): Promise<{ readonly order: Order; readonly entries: readonly TimelineEntry[] } | undefined>;
  /** Of those orders that exist. */
  revisionsOf(orderIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
};

/** More than any order has to tell. */
const all = 100_000;

export function createTimelineStore({ connection }: { readonly connection: Connection }): TimelineStore {
  const orders = ordersOf(connection);
  return {
    timelineOf: async (orderId, from, limit) => {
      const projection = { _id: 0, timeline: { $slice: [from - 1, limit] } };
      const row = await orders.findOne<Pick<OrderRow, "timeline">>({ _id: orderId }, { projection });
      return toEntries(row?.timeline ?? [], from);
    },

    countOf: async (orderId) => {
      const projection = { _id: 0, count: { $size: "$timeline" } };
      const row = await orders.findOne<{ readonly count: number }>({ _id: orderId }, { projection });
      return toTotal(row?.count ?? 0);
    },

    toldFrom: async (orderId, from) => {
      const projection = { outbox: 0, answer: 0, timeline: { $slice: [from - 1, all] } };
      const row = await orders.findOne({ _id: orderId }, { projection });
      return row ? { order: toOrder(row), entries: toEntries(row.timeline, from) } : undefined;
    },

    revisionsOf: async (orderIds) => {
      const rows = await orders
        .find({ _id: { $in: [...orderIds] } }, { projection: { revision: 1 } })
        .toArray();
      return new Map(rows.map(({ _id, revision }) => [_id, revision]));
    },
  };
}

const toEntries = (rows: OrderRow["timeline"], from: number): TimelineEntry[] =>
  rows.map(({ at, type, actor, cause, detail }, index) => ({
    id: String(from + index),
    at: at.toISOString(),
    type,
    actor,
    ...(cause !== undefined && { cause }),
    detail,
  }));
