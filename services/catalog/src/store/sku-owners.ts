/** Which product sells a SKU. What none sells any more keeps its level, for whoever sells it next. */
import type { ClientSession, Connection } from "mongoose";
import type { Change } from "../products/deps.ts";
import { begin, type Level } from "../stock/stock.ts";
import { movementsOf, stockOf, toLevel, toMovementRow, toStockRow } from "./stock-rows.ts";

export type Levels = ReadonlyMap<string, Level>;

export type SkuOwners = {
  /** Of all SKUs that the changed products have; absent where there is none yet. */
  levelsFor(changes: readonly Change[], session: ClientSession): Promise<Levels>;
  /** Gives and takes SKUs, and makes the levels that are absent. */
  save(changes: readonly Change[], levels: Levels, session: ClientSession): Promise<void>;
};

export function createSkuOwners({ connection }: { connection: Connection }): SkuOwners {
  const stock = stockOf(connection);
  const movements = movementsOf(connection);

  return {
    levelsFor: async (changes, session) => {
      const rows = await stock.find({ _id: { $in: changes.flatMap(skusAfter) } }, { session }).toArray();
      return new Map(rows.map(toLevel).map((level) => [level.sku, level]));
    },

    save: async (changes, levels, session) => {
      const lost = changes.flatMap((change) => without(skusBefore(change), skusAfter(change)));
      if (lost.length > 0)
        await stock.updateMany({ _id: { $in: lost } }, { $set: { productId: null } }, { session });

      const gained = changes.flatMap(gains);
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
          begun.map(({ after }) => toStockRow(after)),
          { session },
        );
      const rows = begun.filter(({ movement }) => movement.delta !== 0).map(toMovementRow);
      if (rows.length > 0) await movements.insertMany(rows, { session });
    },
  };
}

const gains = (change: Change) =>
  change.kind === "remove"
    ? []
    : without(skusAfter(change), skusBefore(change)).map((sku) => ({
        sku,
        productId: change.product.id,
        onHand: change.firstStock?.get(sku) ?? 0,
      }));

const skusOf = (variants: readonly { readonly sku: string }[]): string[] => variants.map(({ sku }) => sku);
const skusBefore = ({ before }: Change): string[] => skusOf(before?.variants ?? []);
const skusAfter = (change: Change): string[] =>
  change.kind === "save" ? skusOf(change.product.variants) : [];
const without = (skus: readonly string[], others: readonly string[]): string[] =>
  skus.filter((sku) => !others.includes(sku));
