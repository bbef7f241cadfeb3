/** All that clients can ask the order service for. */
import { adminOrdersApi } from "./admin-orders.ts";
import { cartsApi } from "./carts.ts";
import { claimsApi } from "./claims.ts";
import { lookupsApi } from "./lookups.ts";
import { couponsApi } from "./coupons.ts";
import { ordersApi } from "./orders.ts";
import { reportsApi } from "./reports.ts";
import { shippingMethodsApi } from "./shipping-methods.ts";
import { taxRatesApi } from "./tax-rates.ts";
import { timelineApi } from "./timeline.ts";
import { webhooksApi } from "./webhooks.ts";

export const orderApi = {
  ...cartsApi,
  ...claimsApi,
  ...ordersApi,
  ...lookupsApi,
  ...adminOrdersApi,
  ...reportsApi,
  ...couponsApi,
  ...shippingMethodsApi,
  ...taxRatesApi,
  ...timelineApi,
  ...webhooksApi,
};
