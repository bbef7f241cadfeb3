import type { adminOrdersApi } from "@shop/contracts/order/admin-orders";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import type { Position } from "../orders/order-store.ts";
import { toPublicOrder } from "../orders/order-view.ts";
import { listAllOrders, type OrderSearch } from "./list-all-orders.ts";
import type { OrderListStore } from "./order-list-store.ts";

export const adminOrderRoutes = (
  deps: { readonly orderLists: OrderListStore },
  cursors: Cursors,
): Handlers<typeof adminOrdersApi> => ({
  listAllOrders: async ({ query: { limit, cursor, count, from, to, ...rest } }) => {
    const search: OrderSearch = { ...rest, from: toFirst(from), to: toLast(to) };
    const list = `admin-orders:${JSON.stringify(search)}`;
    const after = cursor === undefined ? undefined : toPosition(cursors.decode(list, cursor));
    const { items, next, total } = await listAllOrders(deps, {
      search,
      limit,
      after,
      counts: count === "true",
    });
    const page = {
      items: items.map(toPublicOrder),
      next: next && cursors.encode(list, [next.createdAt.getTime(), next.id]),
      ...(total && { total }),
    };
    return reply(page, { next: page.next });
  },
});

/** A day is all of it, by UTC. */
const isDay = (moment: string): boolean => moment.length === "2026-11-26".length;

const toFirst = (moment: string | undefined): Date | undefined =>
  moment === undefined ? undefined : new Date(moment);

const toLast = (moment: string | undefined): Date | undefined =>
  toFirst(moment !== undefined && isDay(moment) ? `${moment}T23:59:59.999Z` : moment);

const toPosition = ([createdAt, id]: readonly (string | number | null)[]): Position => ({
  createdAt: new Date(Number(createdAt)),
  id: String(id),
});
