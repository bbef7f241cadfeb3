/**
 * Who hears what. Every process declares all of it before it publishes,
 * so no event is confirmed that its consumer's queue has not got.
 */
import { catalogEvents } from "./catalog.ts";
import { orderEvents } from "./order.ts";
import { userEvents } from "./user.ts";

export const topology = {
  catalog: [orderEvents.orderPlaced, orderEvents.paymentAuthorised, orderEvents.orderCancelled],
  user: [userEvents.sessionsRevoked],
  order: [
    catalogEvents.stockReserved,
    catalogEvents.stockRejected,
    catalogEvents.stockCommitted,
    catalogEvents.stockReleased,
  ],
} as const;
