import type { orderApi } from "@shop/contracts/order";
import { hasRole, type Caller } from "@shop/kit/auth";
import type { Cursors } from "@shop/kit/cursor";
import { reply, type Handlers } from "@shop/kit/http/handlers";
import { addCartLine, emptyCart, getCart, removeCartLine, setCartLine } from "./carts/change-cart.ts";
import { cancelOrder } from "./orders/cancel-order.ts";
import type { OrderDeps } from "./orders/deps.ts";
import { getOrder, getTimeline, listOrders, type Reader } from "./orders/get-order.ts";
import { toPublicOrder, type Order } from "./orders/order.ts";
import { placeOrder } from "./orders/place-order.ts";
import { toOrderCursor, toOrderPosition, toTimelineCursor, toTimelineStart } from "./orders/cursors.ts";

type Handling = Handlers<typeof orderApi>;

export const orderRoutes = (deps: OrderDeps, cursors: Cursors): Handling => ({
  getCart: async ({ user }) => versioned(await getCart(deps, user.id)),

  addCartLine: async ({ user, body, expect }) =>
    versioned(await addCartLine(deps, { ownerId: user.id, ...body, expect })),

  setCartLine: async ({ user, params, body, expect }) =>
    versioned(await setCartLine(deps, { ownerId: user.id, ...params, ...body, expect })),

  removeCartLine: async ({ user, params, expect }) =>
    versioned(await removeCartLine(deps, { ownerId: user.id, ...params, expect })),

  emptyCart: async ({ user, expect }) => versioned(await emptyCart(deps, { ownerId: user.id, expect })),

  placeOrder: async ({ user, body, idempotency, expect, waitMs, meta }) => {
    const { order, replayed } = await placeOrder(deps, {
      customerId: user.id,
      request: body,
      claim: idempotency,
      expect,
      waitMs,
      signal: meta.deadline,
    });
    return reply(toPublicOrder(order), { etag: order.version, location: `/orders/${order.id}`, replayed });
  },

  listOrders: async ({ user, query: { status, limit, cursor } }) => {
    const after = toOrderPosition(cursors, status, cursor);
    const { items, next } = await listOrders(deps, { customerId: user.id, status, limit, after });
    const page = {
      items: items.map(toPublicOrder),
      next: next === null ? null : toOrderCursor(cursors, status, next),
    };
    return reply(page, { next: page.next });
  },

  getOrder: async ({ user, params }) =>
    withOrder(await getOrder(deps, { orderId: params.id, reader: toReader(user) })),

  cancelOrder: async ({ user, params, expect }) =>
    withOrder(
      await cancelOrder(deps, {
        orderId: params.id,
        reader: toReader(user),
        expect,
      }),
    ),

  getTimeline: async ({ user, params, query: { limit, cursor } }) => {
    const from = toTimelineStart(cursors, params.id, cursor);
    const { items, next } = await getTimeline(deps, {
      orderId: params.id,
      reader: toReader(user),
      from,
      limit,
    });
    const page = { items, next: next === null ? null : toTimelineCursor(cursors, params.id, next) };
    return reply(page, { next: page.next });
  },
});

const toReader = (user: Caller): Reader => ({ id: user.id, isStaff: hasRole(user, "staff") });

const withOrder = (order: Order) => reply(toPublicOrder(order), { etag: order.version });

const versioned = <Body extends { readonly version: number }>(body: Body) =>
  reply(body, { etag: body.version });
