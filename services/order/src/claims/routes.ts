import type { claimsApi } from "@shop/contracts/order/claims";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { claimCart, type ClaimDeps } from "./claim-cart.ts";

export const claimRoutes = (deps: ClaimDeps): Handlers<typeof claimsApi> => ({
  claimCart: async ({ user, body, expect }) => {
    const claimed = await claimCart(deps, { owner: { id: user.id, isGuest: false }, ...body, expect });
    return reply(claimed, { etag: claimed.version });
  },
});
