/** Carts in MongoDB, one document per owner, changed by its version. The mark of a checkout is no part of the version. */
import { isDuplicateKey } from "@shop/kit/duplicate-key";
import { collectionOf } from "@shop/kit/mongo";
import type { ClientSession, Connection } from "mongoose";
import { withoutOrdered } from "../carts/cart.ts";
import type { CartStore } from "../carts/deps.ts";
import type { Order } from "../orders/order.ts";
import { toCart, type CartRow } from "./rows.ts";

const cartsOf = (connection: Connection) => collectionOf<CartRow>(connection, "carts");

export function createCartStore({ connection }: { connection: Connection }): CartStore {
  const carts = cartsOf(connection);
  return {
    find: async (ownerId) => toCart(ownerId, await carts.findOne({ _id: ownerId })),

    save: async ({ ownerId, lines, version }, before) => {
      const row = { lines, version, updatedAt: new Date() };
      try {
        // Version 0 is no document yet: two first writers meet at the unique _id.
        const { modifiedCount, upsertedCount } = await carts.updateOne(
          { _id: ownerId, version: before },
          { $set: row },
          { upsert: before === 0 },
        );
        return modifiedCount + upsertedCount === 1 ? "saved" : "moved";
      } catch (error) {
        if (isDuplicateKey(error)) return "moved";
        throw error;
      }
    },

    endCheckout: async (ownerId, orderId) => {
      await carts.updateOne({ _id: ownerId, inCheckout: orderId }, { $unset: { inCheckout: 1 } });
    },
  };
}

/** Part of placing an order. False when the cart is no longer of this version, or in checkout. */
export async function beginCheckout(
  connection: Connection,
  { order: { id, customerId }, version }: { readonly order: Order; readonly version: number },
  session: ClientSession,
): Promise<boolean> {
  const { modifiedCount } = await cartsOf(connection).updateOne(
    { _id: customerId, version, inCheckout: { $exists: false } },
    { $set: { inCheckout: id } },
    { session },
  );
  return modifiedCount === 1;
}

/**
 * Part of settling an order: the mark goes, and what was bought leaves the cart. A cart that changes meanwhile
 * makes the transaction start again.
 */
export async function settleCheckout(
  connection: Connection,
  { order, isBought }: { readonly order: Order; readonly isBought: boolean },
  session: ClientSession,
): Promise<void> {
  const carts = cartsOf(connection);
  const owner = { _id: order.customerId };
  const row = await carts.findOne(owner, { session });
  if (!row) return;
  if (row.inCheckout === order.id) await carts.updateOne(owner, { $unset: { inCheckout: 1 } }, { session });
  if (!isBought) return;
  const { lines, version } = withoutOrdered(toCart(order.customerId, row), order.lines);
  await carts.updateOne(owner, { $set: { lines, version, updatedAt: new Date() } }, { session });
}
