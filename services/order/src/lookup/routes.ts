import type { lookupsApi } from "@shop/contracts/order/lookups";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { askForOrder, type AskDeps } from "./look-up-order.ts";

export const lookupRoutes = (deps: AskDeps): Handlers<typeof lookupsApi> => ({
  lookUpOrder: async ({ body, meta: { address } }) => {
    await askForOrder(deps, { ...body, address });
    return { status: "accepted" };
  },
});
