import { getOrder, type Reader } from "../orders/get-order.ts";
import type { OrderStore } from "../orders/order-store.ts";
import type { Stories, ToldEntry } from "./stories.ts";

export type FollowDeps = {
  readonly orders: Pick<OrderStore, "find">;
  readonly stories: Pick<Stories, "follow">;
  readonly now: () => Date;
};

export type FollowOrder = {
  readonly orderId: string;
  readonly reader: Reader;
  /** As the client sent it. */
  readonly lastEventId: string | undefined;
  readonly ended: AbortSignal;
};

/** Who reads by a link does so as long as that is good. Throws `order.not_found`. */
export async function followOrder(
  { orders, stories, now }: FollowDeps,
  { orderId, reader, lastEventId, ended }: FollowOrder,
): Promise<AsyncIterable<ToldEntry>> {
  const order = await getOrder({ orders }, { orderId, reader });
  const over = reader.linkUntil ? endingAt(reader.linkUntil, now(), ended) : ended;
  return stories.follow(order, toNumber(lastEventId), over);
}

/** Aborts then, or when `ended` does. */
function endingAt(at: Date, now: Date, ended: AbortSignal): AbortSignal {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), at.getTime() - now.getTime());
  const end = (): void => {
    clearTimeout(timer);
    over.abort();
  };
  if (ended.aborted) end();
  else ended.addEventListener("abort", end, { once: true });
  return over.signal;
}

/**
 * What is no number of ours begins at the beginning: a browser that is refused gives up for good, and one that is told an
 * entry again knows it by its number.
 */
const toNumber = (id: string | undefined): number =>
  id !== undefined && /^[1-9]\d{0,8}$/.test(id) ? Number(id) : 0;
