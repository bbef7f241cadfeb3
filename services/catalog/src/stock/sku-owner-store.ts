/** Which product sells a SKU. What none sells any more keeps its level, for whoever sells it next. */
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { levelFields, stockOf, toLevel, toStockRow } from "./stock-rows.ts";
import { begin, type Level, type Ownership } from "./stock.ts";

export type Levels = ReadonlyMap<string, Level>;

/** Both are part of saving products. */
export type SkuOwnerStore = {
  /** An SKU that has no level yet is absent. */
  levelsOf(skus: readonly string[], transaction: Transaction): Promise<Levels>;
  /** Gives and takes SKUs, and makes the levels that are absent from `levels`. */
  save(ownership: Ownership, levels: Levels, transaction: Transaction): Promise<void>;
};

export function createSkuOwnerStore({ connection }: { connection: Connection }): SkuOwnerStore {
  const stock = stockOf(connection);

  return {
    levelsOf: async (skus, { session }) => {
      const options = { session, projection: levelFields };
      const rows = await stock.find({ _id: { $in: [...skus] } }, options).toArray();
      return new Map(rows.map(toLevel).map((level) => [level.sku, level]));
    },

    save: async ({ lost, gained }, levels, { session }) => {
      if (lost.length > 0)
        await stock.updateMany({ _id: { $in: [...lost] } }, { $set: { productId: null } }, { session });

      const taken = gained.filter(({ sku }) => levels.has(sku));
      if (taken.length > 0)
        await stock.bulkWrite(
          taken.map(({ sku, productId }) => ({
            updateOne: { filter: { _id: sku }, update: { $set: { productId } } },
          })),
          { session },
        );

      const begun = gained.filter(({ sku }) => !levels.has(sku)).map(begin);
      if (begun.length > 0)
        await stock.insertMany(
          begun.map(({ level, movements }) => toStockRow(level, movements)),
          { session },
        );
    },
  };
}
