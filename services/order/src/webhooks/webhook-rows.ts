/** Webhooks and their deliveries as they lie in MongoDB. */
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { owesIndex } from "@shop/kit/work/owed";
import type { Connection, mongo } from "mongoose";
import type { Delivery } from "./delivery.ts";
import type { DeliverTask, Webhook } from "./webhook.ts";

/** A field that is added from now on is optional here, and `toWebhook` gives it its value. */
export type WebhookRow = Omit<Webhook, "id"> & {
  readonly _id: string;
  /** None while nothing is to be delivered. */
  readonly owes: readonly DeliverTask[];
  /** When the task is due by plan; another date in it is the lease of who works on it. */
  readonly restsUntil: Date | null;
  readonly revision: number;
};

export const webhookCollection: Collection = {
  name: "webhooks",
  indexes: [
    { key: { createdAt: -1, _id: -1 }, name: "newest" },
    { key: { events: 1 }, name: "events" },
    owesIndex,
  ],
};

export const webhooksOf = (connection: Connection): mongo.Collection<WebhookRow> =>
  collectionOf<WebhookRow>(connection, webhookCollection.name);

export const toWebhook = ({
  _id,
  owes: _owes,
  restsUntil: _restsUntil,
  revision: _revision,
  ...webhook
}: WebhookRow): Webhook => ({ id: _id, ...webhook });

/** `dueAt` is absent where nothing is due any more, and from the index with it. */
export type DeliveryRow = Omit<Delivery, "id" | "dueAt"> & { readonly _id: string; readonly dueAt?: Date };

export const deliveryCollection: Collection = {
  name: "webhook_deliveries",
  indexes: [
    // An event that comes twice is delivered once.
    { key: { webhookId: 1, eventId: 1 }, unique: true, name: "event" },
    { key: { webhookId: 1, at: -1, _id: -1 }, name: "newest" },
    { key: { webhookId: 1, status: 1, at: -1, _id: -1 }, name: "status_newest" },
    { key: { webhookId: 1, dueAt: 1 }, partialFilterExpression: { dueAt: { $type: "date" } }, name: "due" },
    { key: { personId: 1 }, sparse: true, name: "person" },
    { key: { keptUntil: 1 }, expireAfterSeconds: 0, name: "kept" },
  ],
};

export const deliveriesOf = (connection: Connection): mongo.Collection<DeliveryRow> =>
  collectionOf<DeliveryRow>(connection, deliveryCollection.name);

export const toDelivery = ({ _id, dueAt, ...delivery }: DeliveryRow): Delivery => ({
  id: _id,
  ...delivery,
  dueAt: dueAt ?? null,
});

export const toDeliveryRow = ({ id, dueAt, ...delivery }: Delivery): DeliveryRow => ({
  _id: id,
  ...delivery,
  ...(dueAt && { dueAt }),
});
