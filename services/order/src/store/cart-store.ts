/** Carts in MongoDB, one document per owner, changed by its version. */
import { isDuplicateKey } from "@shop/kit/duplicate-key";
import { collectionOf } from "@shop/kit/mongo";
import type { ClientSession, Connection } from "mongoose";
import { withoutOrdered, type Cart } from "../carts/cart.ts";
import type { CartStore } from "../carts/deps.ts";

type CartRow = Omit<Cart, "ownerId"> & { _id: string; updatedAt: Date };

const cartsOf = (connection: Connection) => collectionOf<CartRow>(connection, "carts");

const toCart = (ownerId: string, row: CartRow | null): Cart => ({
  ownerId,
  lines: row?.lines ?? [],
  version: row?.version ?? 0,
});

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
        return modifiedCount + upsertedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}

/** Part of confirming an order: a cart that changes meanwhile makes the transaction start again. */
export async function takeOrderedFromCart(
  connection: Connection,
  { customerId, lines }: { customerId: string; lines: readonly { sku: string; quantity: number }[] },
  session: ClientSession,
): Promise<void> {
  const carts = cartsOf(connection);
  const row = await carts.findOne({ _id: customerId }, { session });
  if (!row) return;
  const { lines: left, version } = withoutOrdered(toCart(customerId, row), lines);
  await carts.updateOne(
    { _id: customerId },
    { $set: { lines: left, version, updatedAt: new Date() } },
    { session },
  );
}
