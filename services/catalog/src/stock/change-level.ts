/** What staff does to stock. */
import { requireSeen, type Expectation } from "@shop/kit/change";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import type { StockDeps } from "./deps.ts";
import { stockErrors } from "./errors.ts";
import { adjust, type Level, type LevelChange } from "./stock.ts";

export async function setStock(
  { stock }: Pick<StockDeps, "stock">,
  { sku, onHand, expect }: { readonly sku: string; readonly onHand: number; readonly expect: Expectation },
): Promise<Level> {
  const level = await stock.changeLevel(sku, (before) => {
    if (!before) throw stockErrors.notFound(sku);
    requireSeen(expect, before.version);
    return allowed(sku, adjust(before, { delta: onHand - before.onHand, reason: null }));
  });
  return existing(sku, level);
}

export type Adjustment = {
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
  readonly keyed: KeyedRequest;
};

/** Once per key: an adjustment that was made by an earlier request is not made again. */
export async function adjustStock(
  { stock }: Pick<StockDeps, "stock">,
  { sku, delta, reason, keyed }: Adjustment,
): Promise<Level> {
  if (keyed.objectId !== undefined) return getStock({ stock }, sku);
  const level = await stock.changeLevel(
    sku,
    (before) => {
      if (!before) throw stockErrors.notFound(sku);
      return allowed(sku, adjust(before, { delta, reason }));
    },
    { keyed },
  );
  return existing(sku, level);
}

export const getStock = async ({ stock }: Pick<StockDeps, "stock">, sku: string): Promise<Level> =>
  existing(sku, await stock.find(sku));

function existing(sku: string, level: Level | undefined): Level {
  if (!level) throw stockErrors.notFound(sku);
  return level;
}

function allowed(sku: string, change: ReturnType<typeof adjust>): LevelChange | undefined {
  if (change === "excessive") throw stockErrors.excessive(sku);
  if (change === "insufficient") throw stockErrors.insufficient(sku);
  return change;
}
