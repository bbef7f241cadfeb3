/** Every way a webhook can refuse. */
import { AppError } from "@shop/kit/errors";
import { maxWebhooks } from "./webhook.ts";

export const webhookErrors = {
  notFound: (id: string) => new AppError("not_found", "webhook.not_found", `Webhook ${id} does not exist`),
  deliveryNotFound: (id: string) =>
    new AppError("not_found", "webhook.delivery_not_found", `There is no delivery ${id} to this webhook`),
  /** Remove one that nobody needs. */
  tooMany: () =>
    new AppError("conflict", "webhook.too_many", `There are ${maxWebhooks} webhooks, which is the most`),
  /** What happens until it is there would be told to nobody. */
  brokerAway: () =>
    new AppError("unavailable", "webhook.broker_away", "Events cannot be heard just now: try again"),
  /** Also for a name that leads there. */
  privateAddress: () =>
    new AppError("invalid", "request.invalid", "A webhook leads to a public address", {
      details: { errors: [{ path: "url", message: "must lead to a public address" }] },
    }),
};
