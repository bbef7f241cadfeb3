import { catalogEvents } from "@shop/contracts/catalog/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import { advanceOrder, type AdvanceDeps } from "./advance-order.ts";
import { refundRestocked } from "./transitions/refund.ts";
import { stockCommitted, stockRejected, stockReleased, stockReserved } from "./transitions/stock.ts";

export const orderConsumers = (deps: AdvanceDeps): readonly Subscription[] => [
  on(catalogEvents.stockReserved, ({ data: { orderId } }) =>
    advanceOrder(deps, { orderId, transition: stockReserved, told: {} }),
  ),
  on(catalogEvents.stockRejected, ({ data: { orderId, skus } }) =>
    advanceOrder(deps, { orderId, transition: stockRejected, told: { skus } }),
  ),
  on(catalogEvents.stockCommitted, ({ data: { orderId } }) =>
    advanceOrder(deps, { orderId, transition: stockCommitted, told: {} }),
  ),
  on(catalogEvents.stockReleased, ({ data: { orderId, returned, refundId } }) =>
    refundId === undefined
      ? advanceOrder(deps, { orderId, transition: stockReleased, told: { returned } })
      : advanceOrder(deps, { orderId, transition: refundRestocked, told: { refundId } }),
  ),
];
