/** Webhooks as those who run the shop register, rotate and remove them. */
import type { WebhookRequest } from "@shop/contracts/order/webhooks";
import { change } from "@shop/kit/change";
import type { Choice } from "@shop/kit/messaging/bus/choice";
import { webhookErrors } from "./errors.ts";
import type { Receivers } from "./receiver-client.ts";
import type { WebhookStore } from "./webhook-store.ts";
import { rotated, type Webhook } from "./webhook.ts";

export type ChangeWebhooksDeps = {
  readonly webhooks: Pick<WebhookStore, "find" | "insert" | "save" | "remove">;
  readonly receivers: Pick<Receivers, "isPrivate">;
  /** Which events are heard at all. */
  readonly choice: Choice;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly newSecret: () => string;
};

/**
 * Told of all that happens from then on. Throws `request.invalid` for a private address, `webhook.too_many`, and
 * `webhook.broker_away` when the broker cannot be told which events are wanted: then there is no webhook.
 */
export async function createWebhook(
  { webhooks, receivers, choice, now, newId, newSecret }: ChangeWebhooksDeps,
  { url, events }: WebhookRequest,
): Promise<Webhook> {
  if (await receivers.isPrivate(url)) throw webhookErrors.privateAddress();
  const webhook: Webhook = {
    id: newId(),
    url,
    events,
    secret: newSecret(),
    oldSecrets: [],
    createdAt: now(),
    news: 0,
    version: 1,
  };
  // Looked for first: what is saved beside a broker that is away would be taken back.
  if (!(await choice.refresh())) throw webhookErrors.brokerAway();
  if ((await webhooks.insert(webhook)) === "full") throw webhookErrors.tooMany();
  if (await choice.refresh()) return webhook;
  await webhooks.remove(webhook.id);
  throw webhookErrors.brokerAway();
}

/** Throws `webhook.not_found`. */
export async function rotateSecret(
  { webhooks, now, newSecret }: ChangeWebhooksDeps,
  id: string,
): Promise<Webhook> {
  const changed = await change<Webhook, Webhook, Webhook>({
    find: async () => {
      const webhook = await webhooks.find(id);
      if (!webhook) throw webhookErrors.notFound(id);
      return webhook;
    },
    decide: (webhook) => rotated(webhook, { secret: newSecret(), now: now() }),
    save: (before, after) => webhooks.save(before, after),
  });
  return changed.decision ? changed.saved : changed.before;
}

/** Throws `webhook.not_found`. */
export async function removeWebhook(
  { webhooks, choice }: Pick<ChangeWebhooksDeps, "webhooks" | "choice">,
  id: string,
): Promise<void> {
  if (!(await webhooks.remove(id))) throw webhookErrors.notFound(id);
  await choice.refresh();
}
