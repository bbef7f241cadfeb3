/** What staff does to stock. */
import { requireSeen, type Expectation } from "@shop/kit/change";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import { stockErrors } from "./errors.ts";
import type { StockStore } from "./stock-store.ts";
import { adjust, type Level, type LevelChange } from "./stock.ts";

type Deps<Method extends keyof StockStore> = { readonly stock: Pick<StockStore, Method> };

/** Throws `stock.not_found`, `stock.insufficient`, `stock.excessive`, and what `expect` throws. */
export async function setStock(
  { stock }: Deps<"changeLevel">,
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

/**
 * Once per key: an adjustment that was made by an earlier request is not made again. Throws `stock.not_found`,
 * `stock.insufficient` and `stock.excessive`.
 */
export async function adjustStock(
  { stock }: Deps<"find" | "changeLevel">,
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

/** Throws `stock.not_found`. */
export const getStock = async ({ stock }: Deps<"find">, sku: string): Promise<Level> =>
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
