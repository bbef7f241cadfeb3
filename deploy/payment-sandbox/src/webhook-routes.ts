/** Where webhooks are looked at, and told what is to become of them. */
import type { Express } from "express";
import { z } from "zod";
import { sendRefusal } from "./answers.ts";
import { refusals } from "./refusal.ts";
import { WebhookFaults } from "./webhook-faults.ts";
import type { Delivery, Webhooks } from "./webhooks.ts";

const Query = z.strictObject({ orderId: z.string().min(1).max(64).optional() });

export function addWebhookRoutes(app: Express, webhooks: Webhooks): void {
  app.get("/webhooks", (request, response) => {
    const query = Query.safeParse(request.query);
    if (!query.success) return sendRefusal(response, refusals.invalid(query.error));
    response.json({ items: webhooks.list(query.data.orderId).map(toItem) });
  });
  app.get("/webhooks/faults", (_request, response) => void response.json(webhooks.faults));
  app.put("/webhooks/faults", (request, response) => {
    if (request.is("application/json") === false) return sendRefusal(response, refusals.notJson());
    const faults = WebhookFaults.safeParse(request.body ?? {});
    if (!faults.success) return sendRefusal(response, refusals.invalid(faults.error));
    webhooks.faults = faults.data;
    response.json(webhooks.faults);
  });
}

const toItem = ({ event: { id, type, at, data }, ...delivery }: Delivery) => ({
  id,
  type,
  at,
  orderId: data.orderId,
  ...delivery,
});
