/** An event has happened: it is to be delivered to all who want it, once each however often it is heard. */
import type { Event } from "@shop/contracts/language/event";
import type { DeliveryStore } from "./delivery-store.ts";
import { deliver } from "./delivery.ts";
import type { WebhookStore } from "./webhook-store.ts";

export type KeepEventDeps = {
  readonly webhooks: Pick<WebhookStore, "wanting" | "nudge">;
  readonly deliveries: Pick<DeliveryStore, "keep">;
  readonly now: () => Date;
  readonly newId: () => string;
};

/** A crash between the two leaves the message with the broker, which brings it again. */
export async function keepEvent(
  { webhooks, deliveries, now, newId }: KeepEventDeps,
  event: Event,
): Promise<void> {
  const wanting = await webhooks.wanting(event.name);
  const at = now();
  await deliveries.keep(
    wanting.map(({ id: webhookId }) => deliver(event, { id: newId(), webhookId, now: at })),
  );
  await Promise.all(wanting.map((webhook) => webhooks.nudge(webhook)));
}
