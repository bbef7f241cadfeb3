import type { shippingApi } from "@shop/contracts/order/shipping";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toPublicOrder } from "../orders/order-view.ts";
import type { Order } from "../orders/order.ts";
import { deliverShipment, shipOrder, type ShippingDeps } from "./ship-order.ts";

export const shippingRoutes = (deps: ShippingDeps): Handlers<typeof shippingApi> => ({
  shipOrder: async ({ params: { id: orderId }, body, idempotency, expect }) =>
    withOrder(await shipOrder(deps, { orderId, request: body, keyed: idempotency, expect })),

  deliverShipment: async ({ params: { id: orderId, shipmentId }, expect }) =>
    withOrder(await deliverShipment(deps, { orderId, shipmentId, expect })),
});

const withOrder = (order: Order) => reply(toPublicOrder(order), { etag: order.version });
