/** Where a page ended, as an opaque cursor that belongs to its query. */
import type { OrderStatus } from "@shop/contracts/order";
import type { Cursors } from "@shop/kit/cursor";
import type { Position } from "./deps.ts";

type Status = OrderStatus | undefined;

const orderQuery = (status: Status) => `orders:${status ?? ""}`;

export const toOrderCursor = (cursors: Cursors, status: Status, { createdAt, id }: Position): string =>
  cursors.encode(orderQuery(status), [createdAt.getTime(), id]);

export function toOrderPosition(
  cursors: Cursors,
  status: Status,
  cursor: string | undefined,
): Position | undefined {
  if (cursor === undefined) return undefined;
  const [createdAt, id] = cursors.decode(orderQuery(status), cursor);
  return { createdAt: new Date(Number(createdAt)), id: String(id) };
}

const timelineQuery = (orderId: string) => `timeline:${orderId}`;

export const toTimelineCursor = (cursors: Cursors, orderId: string, from: number): string =>
  cursors.encode(timelineQuery(orderId), [from]);

/** The number of the first row wanted; rows are numbered from 1. */
export const toTimelineStart = (cursors: Cursors, orderId: string, cursor: string | undefined): number =>
  cursor === undefined ? 1 : Number(cursors.decode(timelineQuery(orderId), cursor)[0]);
