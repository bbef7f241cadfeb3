/** All that clients can ask the order service for. */
import { cartsApi } from "./carts.ts";
import { ordersApi } from "./orders.ts";
import { paymentWebhooksApi } from "./payments.ts";
import { timelineApi } from "./timeline.ts";

export const orderApi = { ...cartsApi, ...ordersApi, ...timelineApi, ...paymentWebhooksApi };
