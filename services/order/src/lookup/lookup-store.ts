/** Lookups that wait to be done, in MongoDB. Each is gone when it is done, or after a day. */
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { owesIndex } from "@shop/kit/work/owed";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection, mongo } from "mongoose";
import { ordersOf, toOrder } from "../orders/order-rows.ts";
import type { Order } from "../orders/order.ts";
import type { Lookup, LookupTask } from "./lookup.ts";

export type LookupRow = {
  readonly _id: string;
  readonly number: string;
  readonly emailKey: string;
  readonly owes: readonly LookupTask[];
  readonly revision: number;
  readonly createdAt: Date;
};

const keptSeconds = 24 * 60 * 60;

export const lookupCollection: Collection = {
  name: "lookups",
  indexes: [
    owesIndex,
    { key: { createdAt: 1 }, name: "ttl", expireAfterSeconds: keptSeconds },
    { key: { emailKey: 1 }, name: "email" },
  ],
};

export const lookupsOf = (connection: Connection): mongo.Collection<LookupRow> =>
  collectionOf<LookupRow>(connection, lookupCollection.name);

export const toLookup = ({ _id: id, number, emailKey }: LookupRow): Lookup => ({ id, number, emailKey });

export type LookupStore = {
  /** The order of this number, for whoever asked. */
  findOrder(number: string): Promise<Order | undefined>;
  /** It is done in a moment, also when this process ends. */
  add(lookup: Lookup, at: Date): Promise<void>;
  drop(id: string): Promise<void>;
};

export function createLookupStore({
  connection,
  worker,
}: {
  readonly connection: Connection;
  readonly worker: Pick<Worker<Lookup, LookupTask>, "take" | "start">;
}): LookupStore {
  const rows = lookupsOf(connection);
  const orders = ordersOf(connection);
  return {
    findOrder: async (number) => {
      const row = await orders.findOne({ number }, { projection: { timeline: 0, outbox: 0, answer: 0 } });
      return row ? toOrder(row) : undefined;
    },

    add: async (lookup, at) => {
      const { id: _id, ...asked } = lookup;
      const task: LookupTask = { id: "look_up", kind: "look_up", dueAt: at, attempts: 0, giveUpAt: null };
      const taken = worker.take([task], [task]);
      await rows.insertOne({ _id, ...asked, owes: taken.owes, revision: 1, createdAt: at });
      worker.start(_id, lookup, taken);
    },
    drop: async (_id) => {
      await rows.deleteOne({ _id });
    },
  };
}
