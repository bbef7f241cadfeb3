/** All that clients can ask the order service for. */
import { cartsApi } from "./carts.ts";
import { invoicesApi } from "./invoices.ts";
import { ordersApi } from "./orders.ts";
import { refundingApi } from "./refunding.ts";
import { shippingApi } from "./shipping.ts";
import { timelineApi } from "./timeline.ts";

export const orderApi = {
  ...cartsApi,
  ...ordersApi,
  ...shippingApi,
  ...refundingApi,
  ...invoicesApi,
  ...timelineApi,
};
