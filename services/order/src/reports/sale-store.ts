/**
 * Sales in MongoDB: a row for each order whose money was captured, made from the order alone, so that it can be made
 * again. What is written is never older than what is there.
 */
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import type { Collection } from "@shop/kit/mongo/collections";
import type { mongo } from "mongoose";
import { toOrder, type OrderRow } from "../orders/order-rows.ts";
import { saleOf, type Sale } from "./sale.ts";

/** Without a sale when the order was cancelled: what is late must not bring it back. */
export type SaleRow = Partial<Sale> & {
  readonly _id: string;
  /** Of the order. */
  readonly revision: number;
};

export const saleCollection: Collection = {
  name: "sales",
  indexes: [
    // All that rows of a report are made of: no document is read for them.
    { key: { currency: 1, capturedAt: 1, revenue: 1, units: 1 }, name: "captured" },
    { key: { currency: 1, "refunds.at": 1 }, name: "refunded" },
  ],
};

export type SaleStore = {
  /** Makes the rows of these orders from what they are now. Repeatable. Answers how many were not so already. */
  record(orderIds: readonly string[]): Promise<number>;
  /** Ids of orders, in their order. */
  orderIdsAfter(id: string, limit: number): Promise<string[]>;
};

const noSale = { currency: 1, capturedAt: 1, revenue: 1, units: 1, products: 1, refunds: 1 } as const;

/** When its money was captured, the order's timeline says; of one without anything to pay, when it was confirmed. */
const captured = { $elemMatch: { type: { $in: ["payment.captured", "order.confirmed"] } } };

export function createSaleStore({
  orders,
  sales,
}: {
  readonly orders: mongo.Collection<OrderRow>;
  readonly sales: mongo.Collection<SaleRow>;
}): SaleStore {
  const write = async (row: SaleRow): Promise<boolean> => {
    try {
      const { _id, ...fields } = row;
      const filter = { _id, revision: { $lte: row.revision } };
      const update = { $set: fields, ...(row.capturedAt === undefined && { $unset: noSale }) };
      const { modifiedCount, upsertedCount } = await sales.updateOne(filter, update, { upsert: true });
      return modifiedCount + upsertedCount > 0;
    } catch (error) {
      // What is there is newer.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };

  return {
    record: async (orderIds) => {
      const projection = { outbox: 0, answer: 0, timeline: captured };
      const rows = await orders.find<Found>({ _id: { $in: [...orderIds] } }, { projection }).toArray();
      const written = await Promise.all(rows.flatMap(toSaleRow).map(write));
      return written.filter(Boolean).length;
    },

    orderIdsAfter: async (id, limit) => {
      const page = { sort: { _id: 1 }, limit, projection: { _id: 1 } } as const;
      const rows = await orders.find({ _id: { $gt: id } }, page).toArray();
      return rows.map(({ _id }) => _id);
    },
  };
}

/** Of its timeline there is that one entry, or nothing at all. */
type Found = Omit<OrderRow, "timeline"> & { readonly timeline?: OrderRow["timeline"] };

/** None when it never was a sale. */
function toSaleRow(row: Found): SaleRow[] {
  const { _id, revision, timeline } = row;
  const capturedAt = timeline?.[0]?.at;
  return capturedAt ? [{ _id, revision, ...saleOf(toOrder({ ...row, timeline: [] }), capturedAt) }] : [];
}
