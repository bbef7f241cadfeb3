/** What orders owe, as it lies in the database. */
import { until } from "@shop/testing/until";
import type { mongo } from "mongoose";
import type { OrderRow } from "../src/orders/order-rows.ts";
import type { Task } from "../src/orders/order.ts";

export function owedWork(orders: mongo.Collection<OrderRow>) {
  const owed = async (orderId: string): Promise<readonly Task[]> =>
    (await orders.findOne({ _id: orderId }))?.owes ?? [];

  return {
    owed,
    /** Until the order owes no work of this kind, or none at all. */
    untilDone: async (orderId: string, kind?: Task["kind"]): Promise<void> => {
      const isOwed = async () => (await owed(orderId)).some((task) => !kind || task.kind === kind);
      await until(async () => !(await isOwed()), `${orderId} owes no ${kind ?? "work"}`);
    },
    /** As if time had gone by: what an order owes is found when it is due, or by a service that begins. */
    setOwed: async (
      orderId: string,
      kind: Task["kind"],
      times: Partial<Pick<Task, "dueAt" | "giveUpAt">>,
    ): Promise<void> => {
      const $set = Object.fromEntries(Object.entries(times).map(([name, at]) => [`owes.$.${name}`, at]));
      const filter = { _id: orderId, "owes.kind": kind };
      const { modifiedCount } = await orders.updateOne(filter, { $set, $inc: { revision: 1 } });
      if (modifiedCount === 0) throw new Error(`Order ${orderId} owes no ${kind}`);
    },
  };
}
