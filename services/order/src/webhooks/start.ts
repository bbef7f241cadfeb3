/** What outbound webhooks are made of. */
import { createOutsideRequests } from "@shop/kit/net/outside-request";
import type { Ground } from "@shop/kit/service/open-service";
import type { Config } from "../config.ts";
import { webhookConsumers } from "./consumers.ts";
import { createDeliveryStore } from "./delivery-store.ts";
import { createReceivers, newSecret } from "./receiver-client.ts";
import { webhookRoutes } from "./routes.ts";
import { webhookTasks } from "./tasks.ts";
import { toWebhook, webhooksOf, type WebhookRow } from "./webhook-rows.ts";
import { createWebhookStore } from "./webhook-store.ts";
import type { DeliverTask, Webhook } from "./webhook.ts";

/** Its handlers. Nothing of the shop hears its events for them, nor looks for work, while nobody has registered one. */
export function openWebhooks(
  { connection, clock, workOn, consumeChosen, cursors, use }: Ground,
  { webhooks: { allowsPrivate } }: Config,
): ReturnType<typeof webhookRoutes> {
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
  return webhookRoutes({ ...deps, choice }, cursors);
}
