import { userEvents } from "@shop/contracts/user/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import type { ErasureStore } from "@shop/kit/privacy/erasure-store";
import type { Erasure } from "./erasure.ts";

export const erasureConsumers = ({
  erasures,
  now,
}: {
  readonly erasures: Pick<ErasureStore<Erasure>, "add">;
  readonly now: () => Date;
}): readonly Subscription[] => [
  on(userEvents.erasureRequested, ({ data: { erasureId: id, userId, requestedAt, deadline } }) =>
    erasures.add({ id, userId, requestedAt: new Date(requestedAt), deadline: new Date(deadline) }, now()),
  ),
];
