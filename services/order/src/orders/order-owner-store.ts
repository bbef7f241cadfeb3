/** Whose orders are whose. */
import { orderEvents } from "@shop/contracts/order/events";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { afterSave, type Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { orderCollection, ordersOf, toOrder } from "./order-rows.ts";
import { entry } from "./transitions/next.ts";
import { receivedOf } from "./transitions/shipping.ts";

export type OrderOwnerStore = {
  /** Part of a claim: all orders of one become another's. Whose keys made them does not change. Repeatable. */
  giveTo(
    claim: { readonly from: string; readonly to: string; readonly at: Date },
    transaction: Transaction,
  ): Promise<void>;
};

type OwnerDeps = { readonly connection: Connection; readonly outbox: Outbox };

export function createOrderOwnerStore({ connection, outbox }: OwnerDeps): OrderOwnerStore {
  const orders = ordersOf(connection);
  return {
    giveTo: async ({ from, to, at }, transaction) => {
      const { session } = transaction;
      const claimed = { at, ...entry("order.claimed", "customer") };
      const rows = await orders.find({ customerId: from }, { session }).toArray();
      const given = rows.map(toOrder).map((order) => {
        const { id: orderId, sequence } = order;
        const event = orderEvents.orderClaimed.of({ orderId, customerId: to, received: receivedOf(order) });
        return {
          orderId,
          unsent: outbox.toUnsent({ aggregateId: orderId, sequence: sequence + 1, events: [event] }),
        };
      });
      if (given.length === 0) return;
      const updates = given.map(({ orderId: _id, unsent }) => ({
        updateOne: {
          filter: { _id },
          update: {
            $set: { customerId: to, updatedAt: at },
            // Whoever has read it before reads it again: no step is decided on what it was.
            $inc: { version: 1, revision: 1, sequence: 1 },
            $push: { timeline: claimed, outbox: { $each: unsent } },
          },
        },
      }));
      await orders.bulkWrite(updates, { session });
      afterSave(transaction, () => {
        for (const { orderId, unsent } of given) outbox.publish(orderCollection.name, orderId, unsent);
      });
    },
  };
}
