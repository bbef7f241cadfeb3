import type { claimsApi } from "@shop/contracts/order/claims";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { shownOf } from "../carts/cart-view.ts";
import { claimCart, type ClaimDeps } from "./claim-cart.ts";

export const claimRoutes = (deps: ClaimDeps): Handlers<typeof claimsApi> => ({
  claimCart: async ({ user, body, expect }) => {
    const claimed = await claimCart(deps, { owner: { id: user.id, isGuest: false }, ...body, expect });
    const { notTaken: _notTaken, ...cart } = claimed;
    return reply(claimed, { etag: cart.version, shown: shownOf(cart) });
  },
});
