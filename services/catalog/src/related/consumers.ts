import { orderEvents } from "@shop/contracts/order/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import { recordPurchase, type RecordPurchaseDeps } from "./record-purchase.ts";

export const relatedConsumers = (deps: RecordPurchaseDeps): readonly Subscription[] => [
  on(orderEvents.orderConfirmed, ({ id: eventId, data: { lines } }) =>
    recordPurchase(deps, { eventId, lines }),
  ),
];
