/** Webhooks as a part of the service: what they are made of, and their work begun. */
import { createOutsideRequests } from "@shop/kit/net/outside-request";
import type { Ground } from "@shop/kit/service/open-service";
import type { Config } from "./config.ts";
import { webhookConsumers } from "./webhooks/consumers.ts";
import { createDeliveryStore } from "./webhooks/delivery-store.ts";
import { createReceivers, newSecret } from "./webhooks/receiver-client.ts";
import { webhookTasks } from "./webhooks/tasks.ts";
import { toWebhook, webhooksOf, type WebhookRow } from "./webhooks/webhook-rows.ts";
import { createWebhookStore } from "./webhooks/webhook-store.ts";
import type { DeliverTask, Webhook } from "./webhooks/webhook.ts";

/** Nothing of the shop hears its events for them, nor looks for work, while nobody has registered one. */
export function openWebhooks(
  { connection, clock, workOn, consumeChosen, use }: Ground,
  { webhooks: { allowsPrivate } }: Config,
) {
  const worker = workOn<WebhookRow, Webhook, DeliverTask>(webhooksOf(connection), toWebhook);
  const webhooks = createWebhookStore({ connection, clock, worker });
  const deps = {
    webhooks,
    deliveries: createDeliveryStore({ connection }),
    receivers: createReceivers(use(createOutsideRequests({ allowsPrivate }))),
    now: () => clock.now(),
    newId: () => crypto.randomUUID(),
    newSecret,
    random: Math.random,
  };
  worker.begin(webhookTasks(deps));
  const choice = consumeChosen("webhooks", webhookConsumers(deps), () => webhooks.wantedEvents());
  return { ...deps, choice };
}
