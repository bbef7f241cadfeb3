import { orderEvents } from "@shop/contracts/order/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import type { StockDeps } from "./stock/deps.ts";
import { commitStock, holdStock, releaseStock } from "./stock/move-reservation.ts";

export const catalogConsumers = (deps: StockDeps): readonly Subscription[] => [
  on(orderEvents.orderPlaced, ({ data: { orderId, lines } }) => holdStock(deps, { orderId, lines })),
  on(orderEvents.paymentAuthorised, ({ data: { orderId } }) => commitStock(deps, { orderId })),
  on(orderEvents.orderCancelled, ({ data: { orderId } }) => releaseStock(deps, { orderId })),
];
