import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { getOrder, type Reader } from "../orders/get-order.ts";
import type { OrderStore } from "../orders/order-store.ts";
import type { TimelineStore } from "./timeline-store.ts";

export type TimelineDeps = {
  readonly orders: Pick<OrderStore, "find">;
  readonly timelines: Pick<TimelineStore, "timelineOf" | "countOf">;
};

export type GetTimeline = {
  readonly orderId: string;
  readonly reader: Reader;
  /** Number of the first entry wanted, from 1. */
  readonly from: number;
  readonly limit: number;
};

/** Throws `order.not_found`. */
export async function getTimeline(
  { orders, timelines }: TimelineDeps,
  { orderId, reader, from, limit }: GetTimeline,
): Promise<{ items: TimelineEntry[]; next: number | null }> {
  await getOrder({ orders }, { orderId, reader });
  const entries = await timelines.timelineOf(orderId, from, limit + 1);
  return { items: entries.slice(0, limit), next: entries.length > limit ? from + limit : null };
}
