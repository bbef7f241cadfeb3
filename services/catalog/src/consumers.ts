import { orderEvents } from "@shop/contracts/order";
import { on, type Subscription } from "@shop/kit/bus";
import type { StockDeps } from "./stock/deps.ts";
import { commitStock, holdStock, releaseStock } from "./stock/move-reservation.ts";

export const catalogConsumers = (deps: StockDeps): readonly Subscription[] => [
  on(orderEvents.orderPlaced, ({ data: { orderId, lines }, cause }) =>
    holdStock(deps, { orderId, lines, cause }),
  ),
  on(orderEvents.paymentAuthorised, ({ data: { orderId }, cause }) => commitStock(deps, { orderId, cause })),
  on(orderEvents.orderCancelled, ({ data: { orderId }, cause }) => releaseStock(deps, { orderId, cause })),
];
