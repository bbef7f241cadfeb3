/** All that clients can ask the order service for. */
import { cartsApi } from "./carts.ts";
import { ordersApi } from "./orders.ts";
import { timelineApi } from "./timeline.ts";
import { webhooksApi } from "./webhooks.ts";

export const orderApi = { ...cartsApi, ...ordersApi, ...timelineApi, ...webhooksApi };
