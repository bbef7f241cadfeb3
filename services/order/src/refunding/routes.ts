import type { refundingApi } from "@shop/contracts/order/refunding";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toPublicOrder } from "../orders/order-view.ts";
import { refundOrder, type RefundOrderDeps } from "./refund-order.ts";

export const refundingRoutes = (deps: RefundOrderDeps): Handlers<typeof refundingApi> => ({
  refundOrder: async ({ params: { id: orderId }, body, idempotency, expect }) => {
    const order = await refundOrder(deps, { orderId, request: body, keyed: idempotency, expect });
    return reply(toPublicOrder(order), { etag: order.version });
  },
});
