/** What programs elsewhere are told of the shop: its events, as signed requests to addresses that staff register. */
import { z } from "zod";
import { catalogEvents } from "../catalog/events.ts";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import type { EventDefinition } from "../language/event.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { Id, Timestamp } from "../language/values.ts";
import { few } from "../language/words.ts";
import { userEvents } from "../user/events.ts";
import { orderEvents } from "./events.ts";

/** Every event of the shop: a new one can be registered for without a word here. */
const announced: readonly EventDefinition[] = [catalogEvents, userEvents, orderEvents].flatMap((events) =>
  Object.values<EventDefinition>(events),
);

export const WebhookEvent = z
  .enum(announced.map(({ name }) => name))
  .meta({ id: "WebhookEvent", examples: ["order.confirmed"] });

const longestUrl = 2_000;
/** The two that are meant for it, and those that anybody may listen on. */
const isSanePort = (port: string): boolean => ["", "80", "443"].includes(port) || Number(port) >= 1_024;

/** Absolute, `http` or `https`; what it leads to is judged by who sends there. */
const WebhookUrl = z
  .string()
  .max(longestUrl)
  .transform((text, context) => {
    const url = URL.parse(text);
    const fault = url ? faultOf(url) : "must be an absolute URL";
    if (url && fault === undefined) return url.href;
    context.addIssue({ code: "custom", message: fault ?? "" });
    return z.NEVER;
  })
  .meta({ format: "uri", examples: ["https://hooks.example.com/shop"] });

function faultOf(url: URL): string | undefined {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https:// or http://";
  if (url.username !== "" || url.password !== "") return "must not hold a name or password";
  if (!isSanePort(url.port)) return "must name port 80, 443, or one from 1024 on";
  return url.href.length > longestUrl ? `must be of ${longestUrl} characters at most` : undefined;
}

export const WebhookRequest = z
  .strictObject({
    url: WebhookUrl,
    events: few(announced.length * 2, z.array(WebhookEvent).min(1)).transform((names) => [...new Set(names)]),
  })
  .meta({ id: "WebhookRequest" });
export type WebhookRequest = z.infer<typeof WebhookRequest>;

export const Webhook = z
  .object({
    id: Id,
    url: z.string(),
    /** Those of today's and of yesterday's names. */
    events: z.array(z.string()),
    /** Until then a signature by the secret before it stands beside the new one's; null: there is only one. */
    previousSecretUntil: Timestamp.nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: "Webhook" });
export type Webhook = z.infer<typeof Webhook>;

export const WebhookWithSecret = Webhook.extend({
  /** Shown this once: `whsec_` and 32 bytes in base64. */
  secret: z.string(),
}).meta({ id: "WebhookWithSecret" });

export const DeliveryStatus = z.enum(["pending", "delivered", "failed"]).meta({ id: "DeliveryStatus" });
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** Why an attempt did not count: `status` is another than 2xx, of which `redirect` is never followed. */
export const DeliveryFault = z
  .enum(["status", "redirect", "timeout", "dns", "connection", "tls", "protocol", "private_address"])
  .meta({ id: "DeliveryFault" });
export type DeliveryFault = z.infer<typeof DeliveryFault>;

const DeliveryAttempt = z
  .object({
    at: Timestamp,
    responseStatus: z.int().nullable(),
    error: DeliveryFault.nullable(),
  })
  .meta({ id: "DeliveryAttempt" });

export const Delivery = z
  .object({
    id: Id,
    event: z.string(),
    /** When the event came to be delivered. */
    at: Timestamp,
    status: DeliveryStatus,
    /** The latest of them, oldest first. */
    attempts: z.array(DeliveryAttempt),
    /** When the next attempt is due; null: there will be none. */
    nextAt: Timestamp.nullable(),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof Delivery>;

const webhookParams = z.object({ id: Id });
const deliveryParams = z.object({ id: Id, deliveryId: Id });
const unknownWebhook = { not_found: ["webhook.not_found"] } as const;

/** Of the address where it is sent no more than whose it is: the rest may be a secret of theirs. */
const webhookSubject = defineSubject({
  kind: "webhook",
  id: "id",
  shows: Webhook.omit({ url: true }).extend({ origin: z.string() }),
});

const deliverySubject = defineSubject({
  kind: "delivery",
  id: "deliveryId",
  shows: Delivery.pick({ id: true, event: true, status: true, nextAt: true }),
});

export const webhooksApi = {
  listWebhooks: defineEndpoint({
    method: "get",
    path: "/admin/webhooks",
    summary: "The registered webhooks, newest first",
    access: "admin",
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(Webhook),
  }),
  createWebhook: defineEndpoint({
    method: "post",
    path: "/admin/webhooks",
    summary: "Register an address that is told of events; its secret is shown this once",
    description:
      "Each event is sent as `POST` with `{ id, type, timestamp, data }`, signed after Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`). Anything but 2xx within 10 s is tried again: after 5 s, then less and less often, for three days. An event may come more than once, always with the same `webhook-id`, and in any order.",
    access: "admin",
    body: WebhookRequest,
    act: { action: "webhooks.create", on: webhookSubject },
    refuses: { conflict: ["webhook.too_many"], unavailable: ["webhook.broker_away"] },
    status: 201,
    reply: WebhookWithSecret,
  }),
  removeWebhook: defineEndpoint({
    method: "delete",
    path: "/admin/webhooks/:id",
    summary: "Nothing more is sent there, not even what is owed",
    access: "admin",
    params: webhookParams,
    act: { action: "webhooks.remove", on: webhookSubject },
    refuses: unknownWebhook,
    status: 204,
    reply: z.undefined(),
  }),
  rotateWebhookSecret: defineEndpoint({
    method: "post",
    path: "/admin/webhooks/:id/rotate-secret",
    summary: "A new secret, shown this once; for 24 hours deliveries are signed by the old one, too",
    access: "admin",
    params: webhookParams,
    act: { action: "webhooks.rotate_secret", on: webhookSubject },
    refuses: unknownWebhook,
    status: 200,
    reply: WebhookWithSecret,
  }),
  listDeliveries: defineEndpoint({
    method: "get",
    path: "/admin/webhooks/:id/deliveries",
    summary: "What was and is to be sent there in the last 30 days, newest first",
    access: "admin",
    params: webhookParams,
    query: z.strictObject({ status: DeliveryStatus.optional(), ...pageQuery }),
    refuses: unknownWebhook,
    status: 200,
    reply: pageOf(Delivery),
  }),
  redeliver: defineEndpoint({
    method: "post",
    path: "/admin/webhooks/:id/deliveries/:deliveryId/redeliver",
    summary: "Send it again, now and for three days, with the `webhook-id` it had",
    access: "admin",
    params: deliveryParams,
    act: { action: "webhooks.redeliver", on: deliverySubject, replies: true },
    refuses: { not_found: ["webhook.not_found", "webhook.delivery_not_found"] },
    status: 202,
    reply: Delivery,
  }),
};
