/** All that clients can ask the order service for. */
import { cartsApi } from "./carts.ts";
import { couponsApi } from "./coupons.ts";
import { ordersApi } from "./orders.ts";
import { shippingMethodsApi } from "./shipping-methods.ts";
import { taxRatesApi } from "./tax-rates.ts";
import { timelineApi } from "./timeline.ts";

export const orderApi = {
  ...cartsApi,
  ...couponsApi,
  ...ordersApi,
  ...shippingMethodsApi,
  ...taxRatesApi,
  ...timelineApi,
};
