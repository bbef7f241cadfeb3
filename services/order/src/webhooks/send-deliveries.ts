/** Sends what is due to one webhook, a few at a time, until nothing is, or others should have their turn. */
import { change } from "@shop/kit/change";
import type { DeliveryStore } from "./delivery-store.ts";
import { attempted, type Delivery } from "./delivery.ts";
import { webhookErrors } from "./errors.ts";
import type { Receivers } from "./receiver-client.ts";
import type { WebhookStore } from "./webhook-store.ts";
import { secretsOf, type Webhook } from "./webhook.ts";

export type SendDeps = {
  readonly webhooks: Pick<WebhookStore, "find" | "rest" | "yieldTurn">;
  readonly deliveries: Pick<DeliveryStore, "find" | "due" | "nextDue" | "save">;
  readonly receivers: Pick<Receivers, "send">;
  /** By the database's clock, as what is due is. */
  readonly now: () => Date;
  readonly random: () => number;
};

/** Open requests to one receiver. */
const atOnce = 8;
/** Who stops waits for the end of a turn. */
const turnMs = 5_000;

export async function sendDeliveries(deps: SendDeps, id: string): Promise<void> {
  const { webhooks, deliveries, now } = deps;
  const endsAt = now().getTime() + turnMs;
  for (;;) {
    // Read anew each time: its secret may have changed, and it may be gone.
    const webhook = await webhooks.find(id);
    if (!webhook) return;
    const due = await deliveries.due(id, now(), atOnce);
    if (due.length === 0 && (await webhooks.rest(webhook, await deliveries.nextDue(id)))) return;
    await Promise.all(due.map((delivery) => sendOne(deps, webhook, delivery)));
    if (now().getTime() > endsAt) return webhooks.yieldTurn(webhook);
  }
}

async function sendOne(deps: SendDeps, webhook: Webhook, delivery: Delivery): Promise<void> {
  const { deliveries, receivers, now, random } = deps;
  const at = now();
  const { eventId: id, body } = delivery;
  const attempt = await receivers.send({ url: webhook.url, id, body, at, secrets: secretsOf(webhook, at) });
  await change<Delivery, Delivery, Delivery>({
    known: delivery,
    find: async () => {
      const found = await deliveries.find(webhook.id, delivery.id);
      // Removed with its webhook meanwhile.
      if (!found) throw webhookErrors.deliveryNotFound(delivery.id);
      return found;
    },
    decide: (current) => attempted(current, { attempt, now: now(), random: random() }),
    save: (before, after) => deliveries.save(before, after),
  });
}
