/** What was sent to a webhook, and sending it again. */
import { change } from "@shop/kit/change";
import type { DeliveryStatus } from "@shop/contracts/order/webhooks";
import type { DeliveryStore } from "./delivery-store.ts";
import { redelivered, type Delivery } from "./delivery.ts";
import { webhookErrors } from "./errors.ts";
import { readPage, type PageRequest } from "./newest.ts";
import type { WebhookStore } from "./webhook-store.ts";
import type { Webhook } from "./webhook.ts";

export type DeliveriesDeps = {
  readonly webhooks: Pick<WebhookStore, "find" | "nudge">;
  readonly deliveries: Pick<DeliveryStore, "find" | "list" | "countOf" | "save">;
  readonly now: () => Date;
};

/** Throws `webhook.not_found`. */
export async function listDeliveries(
  deps: DeliveriesDeps,
  webhookId: string,
  { status, ...page }: PageRequest & { readonly status: DeliveryStatus | undefined },
) {
  await requireWebhook(deps, webhookId);
  return readPage(
    page,
    (wanted) => deps.deliveries.list(webhookId, { ...wanted, status }),
    ({ at }) => at,
  );
}

/** Throws `webhook.not_found` and `webhook.delivery_not_found`. */
export async function redeliver(deps: DeliveriesDeps, webhookId: string, id: string): Promise<Delivery> {
  const { webhooks, deliveries, now } = deps;
  const webhook = await requireWebhook(deps, webhookId);
  const changed = await change<Delivery, Delivery, Delivery>({
    find: async () => {
      const delivery = await deliveries.find(webhookId, id);
      if (!delivery) throw webhookErrors.deliveryNotFound(id);
      return delivery;
    },
    decide: (delivery) => redelivered(delivery, now()),
    save: (before, after) => deliveries.save(before, after),
  });
  await webhooks.nudge(webhook);
  return changed.decision ? changed.saved : changed.before;
}

async function requireWebhook({ webhooks }: DeliveriesDeps, id: string): Promise<Webhook> {
  const webhook = await webhooks.find(id);
  if (!webhook) throw webhookErrors.notFound(id);
  return webhook;
}
