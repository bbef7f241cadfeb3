/** Carts in MongoDB, one document per owner, changed by its version. The mark of a checkout is no part of the version. */
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import { gather } from "@shop/kit/process/gather";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { withoutOrdered, type Cart, type CartLine } from "./cart.ts";

/** A field that is added from now on is optional here, and `toCart` gives it its value. */
type CartRow = {
  readonly _id: string;
  readonly lines: readonly CartLine[];
  readonly version: number;
  readonly updatedAt: Date;
  /** Absent when it is not in checkout. */
  readonly inCheckout?: string;
};

/** A cart that nobody touched for 90 days is forgotten. */
const keptSeconds = 90 * 24 * 60 * 60;

export const cartCollection: Collection = {
  name: "carts",
  indexes: [{ key: { updatedAt: 1 }, name: "ttl", expireAfterSeconds: keptSeconds }],
};

export type CartStore = {
  /** An owner without a cart has an empty one, of version 0. */
  find(ownerId: string): Promise<Cart>;
  /** `moved`: somebody changed the cart since version `before`. */
  save(cart: Cart, before: number): Promise<"saved" | "moved">;
  /** Part of placing an order. False when the cart is no longer of this version, or in checkout. */
  beginCheckout(checkout: Checkout, transaction: Transaction): Promise<boolean>;
  /** Takes away the mark of an order that has ended; another order's mark stays. */
  endCheckout(checkout: Pick<Checkout, "ownerId" | "orderId">): Promise<void>;
  /** Part of confirming an order: the mark goes, and what was bought leaves the cart. */
  takeOrdered(
    checkout: Checkout & { readonly lines: readonly { readonly sku: string; readonly quantity: number }[] },
    transaction: Transaction,
  ): Promise<void>;
};

/** `version` is the cart's when it was ordered. */
export type Checkout = { readonly ownerId: string; readonly orderId: string; readonly version: number };

export function createCartStore({ connection }: { connection: Connection }): CartStore {
  const carts = collectionOf<CartRow>(connection, cartCollection.name);

  const findRow = gather(async (owners: readonly string[]) => {
    const rows = await carts.find({ _id: { $in: [...owners] } }).toArray();
    return new Map(rows.map(({ _id, ...row }) => [_id, row]));
  });

  return {
    find: async (ownerId) => toCart(ownerId, await findRow(ownerId)),

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

    beginCheckout: async ({ ownerId, orderId, version }, { session }) => {
      const { modifiedCount } = await carts.updateOne(
        { _id: ownerId, version, inCheckout: { $exists: false } },
        { $set: { inCheckout: orderId } },
        { session },
      );
      return modifiedCount === 1;
    },

    endCheckout: async ({ ownerId, orderId }) => {
      await carts.updateOne({ _id: ownerId, inCheckout: orderId }, { $unset: { inCheckout: 1 } });
    },

    takeOrdered: async ({ ownerId, orderId, version, lines: ordered }, { session }) => {
      const updatedAt = new Date();
      const unchanged = { _id: ownerId, version, inCheckout: orderId };
      const emptied = {
        $set: { lines: [], version: version + 1, updatedAt },
        $unset: { inCheckout: 1 },
      } as const;
      const { modifiedCount } = await carts.updateOne(unchanged, emptied, { session });
      if (modifiedCount === 1) return;
      const row = await carts.findOne({ _id: ownerId }, { session });
      if (!row) return;
      const left = withoutOrdered(toCart(ownerId, row), ordered);
      const $set = { lines: left.lines, version: left.version, updatedAt };
      const isMarked = row.inCheckout === orderId;
      await carts.updateOne(
        { _id: ownerId },
        { $set, ...(isMarked && { $unset: { inCheckout: 1 } }) },
        { session },
      );
    },
  };
}

const toCart = (ownerId: string, row: Omit<CartRow, "_id"> | undefined): Cart => ({
  ownerId,
  lines: row?.lines ?? [],
  version: row?.version ?? 0,
  inCheckout: row?.inCheckout ?? null,
});
