import { orderEvents } from "@shop/contracts/order/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import { receiveProducts, type ReceiveDeps } from "./receive-products.ts";

export const reviewConsumers = (deps: ReceiveDeps): readonly Subscription[] => [
  on(orderEvents.orderDelivered, ({ data }) => receiveProducts(deps, data)),
  on(orderEvents.orderClaimed, ({ data: { customerId, received } }) =>
    receiveProducts(deps, { customerId, lines: received }),
  ),
];
