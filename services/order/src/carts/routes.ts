import type { orderApi } from "@shop/contracts/order/api";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import {
  addCartLine,
  emptyCart,
  getCart,
  removeCartLine,
  setCartLine,
  type CartDeps,
} from "./change-cart.ts";

type CartHandlers = Pick<
  Handlers<typeof orderApi>,
  "getCart" | "addCartLine" | "setCartLine" | "removeCartLine" | "emptyCart"
>;

export const cartRoutes = (deps: CartDeps): CartHandlers => ({
  getCart: async ({ user }) => versioned(await getCart(deps, user.id)),

  addCartLine: async ({ user, body, expect }) =>
    versioned(await addCartLine(deps, { ownerId: user.id, ...body, expect })),

  setCartLine: async ({ user, params, body, expect }) =>
    versioned(await setCartLine(deps, { ownerId: user.id, ...params, ...body, expect })),

  removeCartLine: async ({ user, params, expect }) =>
    versioned(await removeCartLine(deps, { ownerId: user.id, ...params, expect })),

  emptyCart: async ({ user, expect }) => versioned(await emptyCart(deps, { ownerId: user.id, expect })),
});

const versioned = <Body extends { readonly version: number }>(body: Body) =>
  reply(body, { etag: body.version });
