/**
 * Coupons in MongoDB, and who used them. A use is counted in the transaction that takes its order, and given back in
 * the one that ends it: whoever uses a coupon writes its row, so that of two at a time one sees the other.
 */
import { createHash } from "node:crypto";
import {
  createVersionedDocuments,
  type Versioned,
  type VersionedDocuments,
  type VersionedRow,
} from "@shop/kit/messaging/versioned-documents";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection, mongo } from "mongoose";
import type { Coupon, Redeemer, Redemption } from "./coupon.ts";

/** A field that is added from now on is optional here, and `toCoupon` gives it its value. */
type CouponRow = VersionedRow &
  Omit<Coupon, "code" | "version"> & {
    /** Claims that have changed for whom its uses count. */
    readonly claims?: number;
  };

/** An order that used a coupon, and was not cancelled. */
type UseRow = {
  readonly _id: string;
  readonly code: string;
  readonly serial: string;
  /** For each of whom it counts. Addresses are not kept: a digest tells them apart. */
  readonly redeemer: string | readonly string[];
};

export const couponCollection: Collection = { name: "coupons" };
export const couponUseCollection: Collection = {
  name: "coupon_uses",
  indexes: [{ key: { serial: 1, redeemer: 1 }, name: "coupon_redeemer" }],
};

export const couponUsesOf = (connection: Connection): mongo.Collection<UseRow> =>
  collectionOf<UseRow>(connection, couponUseCollection.name);

export type CouponStore = Omit<VersionedDocuments<Coupon & Versioned>, "sow" | "insert"> & {
  insert(coupon: Coupon): Promise<Coupon | "taken">;
  /** In orders that were not cancelled. */
  usedBy(coupon: Pick<Coupon, "serial">, redeemer: Redeemer): Promise<number>;
  /** Part of placing an order. False when the coupon was changed, or used up, since it was read. */
  use(redemption: Redemption, orderId: string, transaction: Transaction): Promise<boolean>;
  /** Part of a claim: what these orders have used counts for this one as well. Repeatable. */
  countFor(redeemer: Redeemer, orderIds: readonly string[], transaction: Transaction): Promise<void>;
  /** Part of ending an order: its use counts no more. Repeatable. */
  giveBack(orderId: string, transaction: Transaction): Promise<void>;
};

export function createCouponStore({ connection }: { readonly connection: Connection }): CouponStore {
  const rows = collectionOf<CouponRow>(connection, couponCollection.name);
  const uses = couponUsesOf(connection);
  const documents = createVersionedDocuments<Coupon & Versioned, CouponRow>({
    connection,
    collection: couponCollection,
    toDocument: toCoupon,
    toFields: ({ id: _id, code: _code, version: _version, used: _used, ...fields }) => fields,
    beginsWith: { used: 0 },
  });

  return {
    ...documents,
    insert: (coupon) => documents.insert({ ...coupon, id: coupon.code }),

    usedBy: ({ serial }, redeemer) => uses.countDocuments({ serial, redeemer: digest(redeemer) }),

    use: async ({ coupon, redeemer }, orderId, { session }) => {
      const { code, serial, version, totalLimit, perCustomerLimit } = coupon;
      const asSeen = { _id: code, serial, version, isRemoved: false };
      const isLeft = totalLimit === null ? {} : { used: { $lt: totalLimit } };
      const { modifiedCount } = await rows.updateOne(
        { ...asSeen, ...isLeft },
        { $inc: { used: 1 } },
        { session },
      );
      if (modifiedCount === 0) return false;
      const use = { code, serial, redeemer: digest(redeemer) };
      if (perCustomerLimit !== null) {
        const mine = { serial, redeemer: use.redeemer };
        // Nobody else counts meanwhile: the row above is ours until the transaction has ended.
        const used = await uses.countDocuments(mine, { session, limit: perCustomerLimit });
        if (used >= perCustomerLimit) return false;
      }
      await uses.insertOne({ _id: orderId, ...use }, { session });
      return true;
    },

    countFor: async (redeemer, orderIds, { session }) => {
      if (orderIds.length === 0) return;
      const known = { $cond: [{ $isArray: "$redeemer" }, "$redeemer", ["$redeemer"]] };
      const all = { $setUnion: [known, [digest(redeemer)]] };
      const ofOrders = { _id: { $in: [...orderIds] } };
      const codes = await uses.distinct("code", ofOrders, { session });
      // Who uses it meanwhile has counted without these.
      await rows.updateMany({ _id: { $in: codes } }, { $inc: { claims: 1 } }, { session });
      await uses.updateMany(ofOrders, [{ $set: { redeemer: all } }], { session });
    },

    giveBack: async (orderId, { session }) => {
      const use = await uses.findOneAndDelete({ _id: orderId }, { session });
      if (!use) return;
      // One of the same code that came after it has not been used by this order.
      await rows.updateOne({ _id: use.code, serial: use.serial }, { $inc: { used: -1 } }, { session });
    },
  };
}

const toCoupon = ({
  _id,
  isRemoved: _isRemoved,
  outbox: _outbox,
  claims: _claims,
  ...rest
}: CouponRow): Coupon & Versioned => ({
  id: _id,
  code: _id,
  ...rest,
});

const digest = (redeemer: Redeemer): string => createHash("sha256").update(redeemer).digest("base64url");
