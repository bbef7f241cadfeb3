import { catalogEvents } from "@shop/contracts/catalog";
import { on, type Subscription } from "@shop/kit/bus";
import { advanceOrder } from "./orders/advance-order.ts";
import type { OrderDeps } from "./orders/deps.ts";

export const orderConsumers = (deps: OrderDeps): readonly Subscription[] => [
  on(catalogEvents.stockReserved, ({ data: { orderId }, cause }) =>
    advanceOrder(deps, { orderId, transition: "stockReserved", input: {}, cause }),
  ),
  on(catalogEvents.stockRejected, ({ data: { orderId, skus }, cause }) =>
    advanceOrder(deps, { orderId, transition: "stockRejected", input: { skus }, cause }),
  ),
  on(catalogEvents.stockCommitted, ({ data: { orderId }, cause }) =>
    advanceOrder(deps, { orderId, transition: "stockCommitted", input: {}, cause }),
  ),
  on(catalogEvents.stockReleased, ({ data: { orderId, returned }, cause }) =>
    advanceOrder(deps, { orderId, transition: "stockReleased", input: { returned }, cause }),
  ),
];
