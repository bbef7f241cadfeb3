/** Deliveries in MongoDB: what is due, and for 30 days what became of it. */
import type { Total } from "@shop/contracts/language/page";
import type { DeliveryStatus } from "@shop/contracts/order/webhooks";
import { countRows } from "@shop/kit/mongo/count-rows";
import type { Connection } from "mongoose";
import type { Delivery } from "./delivery.ts";
import { olderThan, type PageRequest } from "./newest.ts";
import { deliveriesOf, toDelivery, toDeliveryRow } from "./webhook-rows.ts";

export type DeliveryStore = {
  /** Those of events that the webhook has not got yet. */
  keep(deliveries: readonly Delivery[]): Promise<void>;
  find(webhookId: string, id: string): Promise<Delivery | undefined>;
  /** Newest first. */
  list(
    webhookId: string,
    page: PageRequest & { readonly status: DeliveryStatus | undefined },
  ): Promise<Delivery[]>;
  countOf(webhookId: string, status: DeliveryStatus | undefined): Promise<Total>;
  /** What is due first comes first. */
  due(webhookId: string, now: Date, limit: number): Promise<Delivery[]>;
  /** When the next is due; undefined: none is. */
  nextDue(webhookId: string): Promise<Date | undefined>;
  save(before: Delivery, after: Delivery): Promise<Delivery | "moved">;
};

export function createDeliveryStore({ connection }: { readonly connection: Connection }): DeliveryStore {
  const deliveries = deliveriesOf(connection);
  return {
    keep: async (some) => {
      if (some.length === 0) return;
      const upserts = some.map(toDeliveryRow).map((row) => {
        const { webhookId, eventId, ...rest } = row;
        return {
          updateOne: { filter: { webhookId, eventId }, update: { $setOnInsert: rest }, upsert: true },
        };
      });
      await deliveries.bulkWrite(upserts, { ordered: false });
    },

    find: async (webhookId, id) => {
      const row = await deliveries.findOne({ _id: id, webhookId });
      return row ? toDelivery(row) : undefined;
    },

    list: async (webhookId, { status, limit, after }) => {
      const filter = { webhookId, ...(status && { status }), ...(after && olderThan("at", after)) };
      const rows = await deliveries.find(filter, { sort: { at: -1, _id: -1 }, limit }).toArray();
      return rows.map(toDelivery);
    },

    countOf: (webhookId, status) => countRows(deliveries, { webhookId, ...(status && { status }) }),

    due: async (webhookId, now, limit) => {
      const filter = { webhookId, dueAt: { $lte: now } };
      const rows = await deliveries.find(filter, { sort: { dueAt: 1 }, limit }).toArray();
      return rows.map(toDelivery);
    },

    nextDue: async (webhookId) => {
      const filter = { webhookId, dueAt: { $type: "date" } } as const;
      const row = await deliveries.findOne(filter, { sort: { dueAt: 1 }, projection: { dueAt: 1 } });
      return row?.dueAt;
    },

    save: async (before, after) => {
      const { _id, dueAt, ...$set } = toDeliveryRow(after);
      const { modifiedCount } = await deliveries.updateOne(
        { _id, version: before.version },
        dueAt ? { $set: { ...$set, dueAt } } : { $set, $unset: { dueAt: "" } },
      );
      return modifiedCount > 0 ? after : "moved";
    },
  };
}
