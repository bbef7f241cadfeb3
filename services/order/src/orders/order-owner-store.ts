/** Whose orders are whose. */
import { orderEvents } from "@shop/contracts/order/events";
import { rowIdOf } from "@shop/kit/idempotency/key-store";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { afterSave, type Transaction } from "@shop/kit/mongo/transactions";
import type { ClientSession, Connection, mongo } from "mongoose";
import { orderCollection, ordersOf, toOrder, toRequest, type OrderRow } from "./order-rows.ts";
import { entry } from "./transitions/next.ts";
import { receivedOf } from "./transitions/shipping.ts";

export type OrderOwnerStore = {
  /**
   * Part of a claim: all orders of one become another's, which answers their ids. The keys that made them are both's from then on, but for those
   * that the other has used: whoever orders, signs in and sends the order once more has not ordered twice. Repeatable.
   */
  giveTo(
    claim: { readonly from: string; readonly to: string; readonly at: Date },
    transaction: Transaction,
  ): Promise<readonly string[]>;
};

type OwnerDeps = { readonly connection: Connection; readonly outbox: Outbox };

export function createOrderOwnerStore({ connection, outbox }: OwnerDeps): OrderOwnerStore {
  const orders = ordersOf(connection);
  return {
    giveTo: async ({ from, to, at }, transaction) => {
      const { session } = transaction;
      const rows = await orders.find({ customerId: from }, { session }).toArray();
      if (rows.length === 0) return [];
      const used = await keysUsed(orders, rows, { by: to, session });
      const given = rows.map((row) => {
        const order = toOrder(row);
        const { id: orderId, sequence } = order;
        const event = orderEvents.orderClaimed.of({ orderId, customerId: to, received: receivedOf(order) });
        return {
          orderId,
          // A step may have been saved since the claim was begun.
          at: new Date(Math.max(at.getTime(), row.updatedAt.getTime())),
          key: toRequest({ ...row, caller: to, key: row.idempotencyKey }, row.ownedUntil),
          unsent: outbox.toUnsent({ aggregateId: orderId, sequence: sequence + 1, events: [event] }),
        };
      });
      const updates = given.map(({ orderId: _id, at: claimedAt, key, unsent }) => ({
        updateOne: {
          filter: { _id },
          update: {
            $set: { customerId: to, updatedAt: claimedAt },
            // Whoever has read it before reads it again: no step is decided on what it was.
            $inc: { version: 1, revision: 1, sequence: 1 },
            $push: {
              timeline: { at: claimedAt, ...entry("order.claimed", "customer") },
              outbox: { $each: unsent },
              ...(!used.has(key.id) && { requests: key }),
            },
          },
        },
      }));
      await orders.bulkWrite(updates, { session });
      afterSave(transaction, () => {
        for (const { orderId, unsent } of given) outbox.publish(orderCollection.name, orderId, unsent);
      });
      return given.map(({ orderId }) => orderId);
    },
  };
}

/** The ids of those of the orders' keys that this caller has used as well. */
async function keysUsed(
  orders: mongo.Collection<OrderRow>,
  rows: readonly OrderRow[],
  { by: caller, session }: { readonly by: string; readonly session: ClientSession },
): Promise<ReadonlySet<string>> {
  const keys = rows.map(({ idempotencyKey }) => idempotencyKey);
  const ids = keys.map((key) => rowIdOf({ caller, key }));
  // An order that was placed before `requests` held that has its key by itself.
  const filter = {
    $or: [{ "requests.id": { $in: ids } }, { placedBy: caller, idempotencyKey: { $in: keys } }],
  };
  const found = await orders
    .find(filter, { session, projection: { placedBy: 1, idempotencyKey: 1, "requests.id": 1 } })
    .toArray();
  const own = found
    .filter(({ placedBy }) => placedBy === caller)
    .map(({ idempotencyKey: key }) => rowIdOf({ caller, key }));
  return new Set([...found.flatMap(({ requests = [] }) => requests.map(({ id }) => id)), ...own]);
}
