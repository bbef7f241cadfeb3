/**
 * The ledger of a SKU in MongoDB. A movement is born in its level, by the update that makes it; when there are many
 * they are filed, together. Its number says where it belongs, so filing them twice files them once, and a reader who
 * takes the level first sees each row once, wherever it lies by then.
 */
import { toTotal, type Total } from "@shop/contracts/language/page";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import { crashPoint } from "@shop/kit/process/crash-point";
import type { Connection } from "mongoose";
import type { PageRequest } from "../paging/page.ts";
import { movementsOf, stockOf, toLedgerRow, toUnfiled, type MovementRow } from "./stock-rows.ts";
import type { LedgerRow } from "./stock.ts";

export type LedgerStore = {
  /** Newest first. */
  movementsOf(sku: string, page: PageRequest): Promise<LedgerRow[]>;
  countOf(sku: string): Promise<Total>;
  /** Moves what is in the level to the collection. */
  file(sku: string): Promise<void>;
  /** Call for each movement: every so many, they are filed. */
  count(sku: string): Promise<void>;
};

/** So few that a level stays small, so many that filing costs little. */
const fileEvery = 64;
/** SKUs whose movements a process counts; forgotten, they are filed when their level is full. */
const mostCounted = 10_000;

export function createLedgerStore({ connection }: { connection: Connection }): LedgerStore {
  const stock = stockOf(connection);
  const movements = movementsOf(connection);
  const counts = new Map<string, number>();
  const filing = new Map<string, Promise<void>>();

  const tailOf = async (sku: string) => {
    const row = await stock.findOne({ _id: sku }, { projection: { movements: 1, unfiled: 1 } });
    return row ? toUnfiled(row) : { filed: 0, rows: [] };
  };

  const fileAll = async (sku: string): Promise<void> => {
    const { filed, rows } = await tailOf(sku);
    if (rows.length === 0) return;
    await insertMissing(rows);
    crashPoint("stock.filed");
    // Whoever else has filed them meanwhile has taken them out, too.
    const isTheSame = { $eq: [{ $subtract: ["$movements", { $size: "$unfiled" }] }, filed] };
    await stock.updateOne({ _id: sku, unfiled: { $exists: true }, $expr: isTheSame }, [
      { $set: { unfiled: { $slice: ["$unfiled", rows.length, 1_000] } } },
    ]);
  };

  const insertMissing = async (rows: readonly MovementRow[]): Promise<void> => {
    try {
      await movements.insertMany([...rows], { ordered: false });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  };

  const file = (sku: string): Promise<void> => {
    const underway = filing.get(sku);
    if (underway) return underway;
    counts.delete(sku);
    const mine = fileAll(sku).finally(() => filing.delete(sku));
    filing.set(sku, mine);
    return mine;
  };

  return {
    movementsOf: async (sku, { limit, after }) => {
      const { filed, rows } = await tailOf(sku);
      const end = after?.key ?? Infinity;
      const unfiled = rows.filter(({ number }) => number < end).toReversed();
      const missing = limit - unfiled.length;
      const older =
        missing <= 0
          ? []
          : await movements
              .find(
                { sku, number: { $lt: Math.min(end, filed + 1) } },
                { sort: { number: -1 }, limit: missing },
              )
              .toArray();
      return [...unfiled, ...older].slice(0, limit).map(toLedgerRow);
    },

    countOf: async (sku) => {
      const { filed, rows } = await tailOf(sku);
      return toTotal(filed + rows.length);
    },

    file,

    count: async (sku) => {
      const count = (counts.get(sku) ?? 0) + 1;
      if (counts.size >= mostCounted) counts.clear();
      counts.set(sku, count);
      if (count >= fileEvery) await file(sku);
    },
  };
}
