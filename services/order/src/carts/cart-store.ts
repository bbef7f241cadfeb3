/** Carts in MongoDB, one document per owner, changed by its version. The mark of a checkout is no part of the version. */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import { gather } from "@shop/kit/process/gather";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { toCart, type CartRow } from "./cart-rows.ts";
import { withoutOrdered, type Cart } from "./cart.ts";

/** A cart that nobody touched for 90 days is forgotten. */
const keptSeconds = 90 * 24 * 60 * 60;

export const cartCollection: Collection = {
  name: "carts",
  indexes: [
    { key: { updatedAt: 1 }, name: "ttl", expireAfterSeconds: keptSeconds },
    { key: { claimedBy: 1 }, sparse: true, name: "claimed_by" },
  ],
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
  takeOrdered(checkout: Checkout & Ordered, transaction: Transaction): Promise<void>;
  /** Part of a claim: `from` is emptied, and `to` is as it says. False when one of them was changed or bought meanwhile. */
  handOver(handed: HandedOver, transaction: Transaction): Promise<boolean>;
};

/** `version` is the cart's when it was ordered. */
export type Checkout = { readonly ownerId: string; readonly orderId: string; readonly version: number };
type Ordered = {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** The coupon that was used. */
  readonly coupon: string | null;
};

export type HandedOver = {
  /** As it was read. */
  readonly from: Cart;
  /** As it was read, and as it is to be. */
  readonly before: Cart;
  readonly to: Cart;
};

const noMark = { inCheckout: { $exists: false } } as const;

export function createCartStore({
  connection,
  currencies,
}: {
  readonly connection: Connection;
  readonly currencies: ShopCurrencies;
}): CartStore {
  const carts = collectionOf<CartRow>(connection, cartCollection.name);

  const findRow = gather(async (owners: readonly string[]) => {
    const rows = await carts.find({ _id: { $in: [...owners] } }).toArray();
    return new Map(rows.map(({ _id, ...row }) => [_id, row]));
  });

  return {
    find: async (ownerId) => toCart(ownerId, await findRow(ownerId), currencies),

    save: async ({ ownerId, lines, currency, coupon, version }, before) => {
      const row = { lines, currency, coupon, version, updatedAt: new Date() };
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
        { _id: ownerId, version, ...noMark },
        { $set: { inCheckout: orderId } },
        { session },
      );
      return modifiedCount === 1;
    },

    endCheckout: async ({ ownerId, orderId }) => {
      const mark = { inCheckout: orderId };
      const unmark = { $unset: { inCheckout: 1 } } as const;
      const { matchedCount } = await carts.updateOne({ _id: ownerId, ...mark }, unmark);
      if (matchedCount > 0) return;
      const claimedBy = (await findRow(ownerId))?.claimedBy;
      if (claimedBy !== undefined) await carts.updateOne({ _id: claimedBy, ...mark }, unmark);
    },

    takeOrdered: async ({ ownerId, orderId, version, lines: ordered, coupon }, { session }) => {
      const updatedAt = new Date();
      const unchanged = { _id: ownerId, version, inCheckout: orderId };
      // The coupon that was used goes, another one stays.
      const kept = { $cond: [{ $eq: ["$coupon", coupon] }, null, "$coupon"] };
      const emptied = [
        { $set: { lines: [], version: version + 1, updatedAt, ...(coupon !== null && { coupon: kept }) } },
        { $unset: "inCheckout" },
      ];
      const { modifiedCount } = await carts.updateOne(unchanged, emptied, { session });
      if (modifiedCount === 1) return;
      const row = await whoHasIt(ownerId, orderId, session);
      if (!row) return;
      const { _id } = row;
      const left = withoutOrdered(toCart(_id, row, currencies), { orderId, lines: ordered, coupon });
      const $set = { lines: left.lines, coupon: left.coupon, version: left.version, updatedAt };
      const isMarked = row.inCheckout === orderId;
      await carts.updateOne({ _id }, { $set, ...(isMarked && { $unset: { inCheckout: 1 } }) }, { session });
    },

    handOver: async ({ from, before, to }, { session }) => {
      const updatedAt = new Date();
      const given = await carts.updateOne(
        { _id: from.ownerId, version: from.version, ...markOf(from) },
        {
          $set: { lines: [], coupon: null, version: from.version + 1, claimedBy: to.ownerId, updatedAt },
          $unset: { inCheckout: 1 },
        },
        { session },
      );
      if (given.modifiedCount === 0) return false;
      const { lines, currency, coupon, version, inCheckout } = to;
      const taken = await carts.updateOne(
        { _id: to.ownerId, version: before.version, ...markOf(before) },
        {
          $set: { lines, currency, coupon, version, updatedAt, ...(inCheckout !== null && { inCheckout }) },
          ...(inCheckout === null && { $unset: { inCheckout: 1 } as const }),
        },
        { session, upsert: before.version === 0 },
      );
      return taken.modifiedCount + taken.upsertedCount === 1;
    },
  };

  /** The cart with what an order was made from: its owner's, or of who has claimed it since. */
  async function whoHasIt(ownerId: string, orderId: string, session: Transaction["session"]) {
    const row = await carts.findOne({ _id: ownerId }, { session });
    if (row?.claimedBy === undefined || row.inCheckout === orderId) return row;
    return carts.findOne({ _id: row.claimedBy }, { session });
  }
}

const markOf = ({ inCheckout }: Cart) => (inCheckout === null ? noMark : { inCheckout });
