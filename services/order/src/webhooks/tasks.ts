/** Deliveries that are owed to webhooks. */
import type { Kind } from "@shop/kit/work/bench";
import { sendDeliveries, type SendDeps } from "./send-deliveries.ts";
import { maxWebhooks, type DeliverTask, type Webhook } from "./webhook.ts";

export const webhookTasks = (deps: SendDeps): { readonly deliver: Kind<Webhook, DeliverTask> } => ({
  // All of them: none waits because another's receiver is slow.
  deliver: { concurrency: maxWebhooks, leaseMs: 60_000, run: ({ id }) => sendDeliveries(deps, id) },
});
