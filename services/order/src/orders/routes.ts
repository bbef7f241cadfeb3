import { hasRole } from "@shop/contracts/language/access";
import type { OrderStatus, ordersApi } from "@shop/contracts/order/orders";
import type { Cursors } from "@shop/kit/paging/cursor";
import { entityTagOf } from "@shop/kit/http/server/etag";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { shownOf } from "../carts/cart-view.ts";
import type { AdvanceDeps } from "./advance-order.ts";
import { cancelOrder } from "./cancel-order.ts";
import { getOrder, listOrders, toReader } from "./get-order.ts";
import type { OrderStore, Position } from "./order-store.ts";
import { toPublicOrder } from "./order-view.ts";
import type { Order } from "./order.ts";
import { placeOrder, type PlaceOrderDeps } from "./place-order.ts";
import type { ReaderOf } from "./reader-provider.ts";

type OrderHandlers = Handlers<typeof ordersApi>;

export type OrderDeps = AdvanceDeps &
  PlaceOrderDeps & { readonly orders: OrderStore; readonly readerOf: ReaderOf };

export const orderRoutes = (deps: OrderDeps, cursors: Cursors): OrderHandlers => ({
  placeOrder: async ({ user, body, idempotency, expect, waitMs, meta }) => {
    const { order, replayed } = await placeOrder(deps, {
      customerId: user.id,
      isGuest: !hasRole(user, "customer"),
      request: body,
      keyed: idempotency,
      expect,
      tagOf: (cart) => entityTagOf(cart.version, shownOf(cart)).slice(1, -1),
      waitMs,
      signal: meta.deadline,
    });
    return reply(toPublicOrder(order), { etag: order.version, location: `/orders/${order.id}`, replayed });
  },

  listOrders: async ({ user, query: { status, limit, cursor, count } }) => {
    const query = queryOf(user.id, status);
    const after = toPosition(cursors, query, cursor);
    const { items, next } = await listOrders(deps, { customerId: user.id, status, limit, after });
    const page = { items: items.map(toPublicOrder), next: next && toCursor(cursors, query, next) };
    const total = count && { total: await deps.orders.countOf(user.id, status) };
    return reply({ ...page, ...total }, { next: page.next });
  },

  getOrder: async ({ user, params: { id: orderId }, query: { access } }) =>
    withOrder(await getOrder(deps, { orderId, reader: deps.readerOf({ user, orderId, access }) })),

  cancelOrder: async ({ user, params, expect }) =>
    withOrder(await cancelOrder(deps, { orderId: params.id, reader: toReader(user), expect })),
});

const withOrder = (order: Order) => reply(toPublicOrder(order), { etag: order.version });

type Status = OrderStatus | undefined;

/** A cursor is good for the list of one person. */
const queryOf = (customerId: string, status: Status): string => `orders:${customerId}:${status ?? ""}`;

const toCursor = (cursors: Cursors, query: string, { createdAt, id }: Position): string =>
  cursors.encode(query, [createdAt.getTime(), id]);

function toPosition(cursors: Cursors, query: string, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const [createdAt, id] = cursors.decode(query, cursor);
  return { createdAt: new Date(Number(createdAt)), id: String(id) };
}
