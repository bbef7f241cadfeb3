import type { cartDeliveriesApi } from "@shop/contracts/order/cart-deliveries";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { listCartDeliveries, type CartDeliveryDeps } from "./list-cart-deliveries.ts";

export const cartDeliveryRoutes = (deps: CartDeliveryDeps): Handlers<typeof cartDeliveriesApi> => ({
  listCartDeliveries: ({ user, query }) =>
    listCartDeliveries(deps, { owner: { id: user.id, isGuest: user.role === "guest" }, destination: query }),
});
