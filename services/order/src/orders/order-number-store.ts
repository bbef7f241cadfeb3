/** Orders that get numbers for their books, many in one transaction. */
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { ordersOf, toOrder } from "./order-rows.ts";
import type { Order } from "./order.ts";

export type Numbered = Pick<Order, "invoice" | "refunds"> & {
  /** As it was found in this transaction. */
  readonly order: Order;
};

export type OrderNumberStore = {
  findAll(ids: readonly string[], transaction: Transaction): Promise<Order[]>;
  /** They owe no number any more. What a client sees of them stays as it is, and so does their version. */
  setNumbers(all: readonly Numbered[], transaction: Transaction): Promise<void>;
};

const projection = { timeline: 0, outbox: 0, answer: 0, requests: 0 } as const;

export function createOrderNumberStore({ connection }: { connection: Connection }): OrderNumberStore {
  const orders = ordersOf(connection);
  return {
    findAll: async (ids, { session }) => {
      const rows = await orders.find({ _id: { $in: [...ids] } }, { projection, session }).toArray();
      return rows.map(toOrder);
    },

    setNumbers: async (all, { session }) => {
      if (all.length === 0) return;
      const writes = all.map(({ order: { id, revision }, invoice, refunds }) => ({
        updateOne: {
          filter: { _id: id, revision },
          update: {
            $set: { ...(invoice && { invoice }), ...(refunds.length > 0 && { refunds }) },
            $pull: { owes: { kind: "invoice" as const } },
            $inc: { revision: 1 },
          },
        },
      }));
      const { modifiedCount } = await orders.bulkWrite(writes, { session });
      if (modifiedCount !== all.length) throw new Error("An order changed while it was numbered");
    },
  };
}
