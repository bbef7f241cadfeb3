import { orderEvents } from "@shop/contracts/order/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import { commitStock, holdStock, releaseStock, restockUnits, type HoldDeps } from "./move-reservation.ts";

export const stockConsumers = (deps: HoldDeps): readonly Subscription[] => [
  on(orderEvents.orderPlaced, ({ data: { orderId, lines } }) => holdStock(deps, { orderId, lines })),
  on(orderEvents.paymentAuthorised, ({ data: { orderId } }) => commitStock(deps, { orderId })),
  on(orderEvents.orderCancelled, ({ data: { orderId, lines } }) => releaseStock(deps, { orderId, lines })),
  on(orderEvents.orderRefunded, async ({ data: { orderId, refundId, lines = [], restock } }) => {
    if (restock && refundId !== undefined && lines.length > 0)
      await restockUnits(deps, { orderId, refundId, lines });
  }),
];
