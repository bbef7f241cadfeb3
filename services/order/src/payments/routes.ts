import type { paymentWebhooksApi } from "@shop/contracts/order/payments";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { receiveNotice, type NoticeDeps } from "./receive-notice.ts";

export const paymentRoutes = (deps: NoticeDeps): Handlers<typeof paymentWebhooksApi> => ({
  receivePaymentWebhook: async ({ params: { provider }, bytes, headers }) => {
    await receiveNotice(deps, { provider, bytes, headers });
    return { received: true };
  },
});
