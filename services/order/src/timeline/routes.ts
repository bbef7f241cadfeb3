import type { timelineApi } from "@shop/contracts/order/timeline";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import type { ReaderOf } from "../orders/reader-provider.ts";
import { followOrder, type FollowDeps } from "./follow-order.ts";
import { getTimeline, type TimelineDeps } from "./get-timeline.ts";

export const timelineRoutes = (
  deps: TimelineDeps & FollowDeps & { readonly readerOf: ReaderOf },
  cursors: Cursors,
): Handlers<typeof timelineApi> => ({
  getTimeline: async ({ user, params: { id: orderId }, query: { limit, cursor, count, access } }) => {
    const reader = deps.readerOf({ user, orderId, access });
    const query = `timeline:${orderId}`;
    const from = cursor === undefined ? 1 : Number(cursors.decode(query, cursor)[0]);
    const { items, next } = await getTimeline(deps, { orderId, reader, from, limit });
    const page = { items, next: next === null ? null : cursors.encode(query, [next]) };
    const total = count && { total: await deps.timelines.countOf(orderId) };
    return reply({ ...page, ...total }, { next: page.next });
  },

  streamOrder: ({ user, params: { id: orderId }, query: { access }, lastEventId, ended }) => {
    const reader = deps.readerOf({ user, orderId, access });
    return followOrder(deps, { orderId, reader, lastEventId, ended });
  },
});
