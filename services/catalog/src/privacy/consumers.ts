import { userEvents } from "@shop/contracts/user/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import type { Erasure, ErasureStore } from "@shop/kit/privacy/erasure-store";

export const erasureConsumers = ({
  erasures,
  now,
}: {
  readonly erasures: Pick<ErasureStore<Erasure>, "add">;
  readonly now: () => Date;
}): readonly Subscription[] => [
  on(userEvents.erasureRequested, ({ data: { erasureId: id, userId } }) =>
    erasures.add({ id, userId }, now()),
  ),
];
