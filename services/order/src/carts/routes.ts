import type { Cart as PublicCart, cartsApi } from "@shop/contracts/order/carts";
import type { Caller } from "@shop/kit/auth/tokens";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { shownOf } from "./cart-view.ts";
import type { Owner } from "./cart-coupon.ts";
import {
  addCartLine,
  emptyCart,
  getCart,
  removeCartCoupon,
  removeCartLine,
  setCartCoupon,
  setCartCurrency,
  setCartLine,
  type CartDeps,
} from "./change-cart.ts";

type CartHandlers = Handlers<typeof cartsApi>;

export const cartRoutes = (deps: CartDeps): CartHandlers => ({
  getCart: async ({ user }) => versioned(await getCart(deps, toOwner(user))),

  addCartLine: async ({ user, body, expect }) =>
    versioned(await addCartLine(deps, { owner: toOwner(user), ...body, expect })),

  setCartLine: async ({ user, params, body, expect }) =>
    versioned(await setCartLine(deps, { owner: toOwner(user), ...params, ...body, expect })),

  removeCartLine: async ({ user, params, expect }) =>
    versioned(await removeCartLine(deps, { owner: toOwner(user), ...params, expect })),

  emptyCart: async ({ user, expect }) => versioned(await emptyCart(deps, { owner: toOwner(user), expect })),

  setCartCurrency: async ({ user, body, expect }) =>
    versioned(await setCartCurrency(deps, { owner: toOwner(user), ...body, expect })),

  setCartCoupon: async ({ user, body, expect }) =>
    versioned(await setCartCoupon(deps, { owner: toOwner(user), ...body, expect })),

  removeCartCoupon: async ({ user, expect }) =>
    versioned(await removeCartCoupon(deps, { owner: toOwner(user), expect })),
});

const toOwner = ({ id, role }: Caller): Owner => ({ id, isGuest: role === "guest" });

const versioned = (cart: PublicCart) => reply(cart, { etag: cart.version, shown: shownOf(cart) });
