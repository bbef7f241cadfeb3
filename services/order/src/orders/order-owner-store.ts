/** Whose orders are whose. */
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { ordersOf } from "./order-rows.ts";
import { entry } from "./transitions/next.ts";

export type OrderOwnerStore = {
  /** Part of a claim: all orders of one become another's. Whose keys made them does not change. Repeatable. */
  giveTo(
    claim: { readonly from: string; readonly to: string; readonly at: Date },
    transaction: Transaction,
  ): Promise<void>;
};

export function createOrderOwnerStore({ connection }: { readonly connection: Connection }): OrderOwnerStore {
  const orders = ordersOf(connection);
  return {
    giveTo: async ({ from, to, at }, { session }) => {
      const claimed = { at, ...entry("order.claimed", "customer") };
      await orders.updateMany(
        { customerId: from },
        {
          $set: { customerId: to, updatedAt: at },
          // Whoever has read it before reads it again: no step is decided on what it was.
          $inc: { version: 1, revision: 1 },
          $push: { timeline: claimed },
        },
        { session },
      );
    },
  };
}
