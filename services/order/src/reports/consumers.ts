import { orderEvents } from "@shop/contracts/order/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import type { SaleStore } from "./sale-store.ts";

/** Whatever happened, how often and in which order it is told: the sale is made from the order as it is now. */
export const reportConsumers = ({ sales }: { readonly sales: SaleStore }): readonly Subscription[] => [
  on(orderEvents.orderConfirmed, ({ data: { orderId } }) => sales.record([orderId])),
  on(orderEvents.orderCancelled, ({ data: { orderId } }) => sales.record([orderId])),
  on(orderEvents.orderRefunded, ({ data: { orderId } }) => sales.record([orderId])),
];
