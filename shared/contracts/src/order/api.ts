/** All that clients and other services can ask the order service for. */
import { adminOrdersApi } from "./admin-orders.ts";
import { cartDeliveriesApi } from "./cart-deliveries.ts";
import { cartsApi } from "./carts.ts";
import { claimsApi } from "./claims.ts";
import { couponsApi } from "./coupons.ts";
import { invoicesApi } from "./invoices.ts";
import { lookupsApi } from "./lookups.ts";
import { ordersApi } from "./orders.ts";
import { paymentWebhooksApi } from "./payments.ts";
import { orderPeopleApi } from "./people.ts";
import { refundingApi } from "./refunding.ts";
import { reportsApi } from "./reports.ts";
import { shippingMethodsApi } from "./shipping-methods.ts";
import { shippingApi } from "./shipping.ts";
import { taxRatesApi } from "./tax-rates.ts";
import { timelineApi } from "./timeline.ts";
import { webhooksApi } from "./webhooks.ts";

export const orderApi = {
  ...cartsApi,
  ...cartDeliveriesApi,
  ...claimsApi,
  ...ordersApi,
  ...shippingApi,
  ...refundingApi,
  ...invoicesApi,
  ...paymentWebhooksApi,
  ...lookupsApi,
  ...adminOrdersApi,
  ...reportsApi,
  ...couponsApi,
  ...shippingMethodsApi,
  ...taxRatesApi,
  ...timelineApi,
  ...webhooksApi,
};

/** Asked by other services, never routed by the gateway. */
export const orderInternalApi = orderPeopleApi;
