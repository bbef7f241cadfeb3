import { catalogEvents } from "@shop/contracts/catalog/events";
import { orderEvents } from "@shop/contracts/order/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import type { ErasureStore } from "./erasure-store.ts";

export const erasureConsumers = ({
  erasures,
}: {
  readonly erasures: Pick<ErasureStore, "note">;
}): readonly Subscription[] => [
  on(catalogEvents.personErased, ({ data: { erasureId: id }, occurredAt }) =>
    erasures.note({ id, service: "catalog", at: new Date(occurredAt) }),
  ),
  on(orderEvents.personErased, ({ data: { erasureId: id }, occurredAt }) =>
    erasures.note({ id, service: "order", at: new Date(occurredAt) }),
  ),
];
