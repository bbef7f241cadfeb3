import type { webhooksApi } from "@shop/contracts/order/webhooks";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { createWebhook, removeWebhook, rotateSecret, type ChangeWebhooksDeps } from "./change-webhooks.ts";
import { listDeliveries, redeliver, type DeliveriesDeps } from "./deliveries.ts";
import { toPublicDelivery } from "./delivery.ts";
import { readPage, type Position } from "./newest.ts";
import type { WebhookStore } from "./webhook-store.ts";
import { toPublicWebhook, type Webhook } from "./webhook.ts";

type WebhookDeps = ChangeWebhooksDeps &
  DeliveriesDeps & { readonly webhooks: Pick<WebhookStore, "list" | "count"> };

export const webhookRoutes = (deps: WebhookDeps, cursors: Cursors): Handlers<typeof webhooksApi> => {
  const shown = (webhook: Webhook) => toPublicWebhook(webhook, deps.now());
  const withSecret = (webhook: Webhook) => ({ ...shown(webhook), secret: webhook.secret });
  return {
    listWebhooks: async ({ query: { limit, cursor, count } }) => {
      const after = toPosition(cursors, "webhooks", cursor);
      const page = await readPage(
        { limit, after },
        (wanted) => deps.webhooks.list(wanted),
        ({ createdAt }) => createdAt,
      );
      const next = toCursor(cursors, "webhooks", page.next);
      const total = count && { total: await deps.webhooks.count() };
      return reply({ items: page.items.map(shown), next, ...total }, { next });
    },

    createWebhook: async ({ body }) => withSecret(await createWebhook(deps, body)),

    removeWebhook: ({ params }) => removeWebhook(deps, params.id),

    rotateWebhookSecret: async ({ params }) => withSecret(await rotateSecret(deps, params.id)),

    listDeliveries: async ({ params: { id }, query: { status, limit, cursor, count } }) => {
      const query = `deliveries:${id}:${status ?? ""}`;
      const after = toPosition(cursors, query, cursor);
      const page = await listDeliveries(deps, id, { status, limit, after });
      const next = toCursor(cursors, query, page.next);
      const total = count && { total: await deps.deliveries.countOf(id, status) };
      return reply({ items: page.items.map(toPublicDelivery), next, ...total }, { next });
    },

    redeliver: async ({ params: { id, deliveryId } }) =>
      toPublicDelivery(await redeliver(deps, id, deliveryId)),
  };
};

const toCursor = (cursors: Cursors, query: string, position: Position | null): string | null =>
  position && cursors.encode(query, [position.at.getTime(), position.id]);

function toPosition(cursors: Cursors, query: string, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const [at, id] = cursors.decode(query, cursor);
  return { at: new Date(Number(at)), id: String(id) };
}
