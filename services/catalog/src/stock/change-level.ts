/** What staff does to stock. */
import { again, requireSeen, type Expectation } from "@shop/kit/change";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import { stockErrors } from "./errors.ts";
import type { StockStore } from "./stock-store.ts";
import { findObstacle, type Level } from "./stock.ts";

type Deps<Method extends keyof StockStore> = { readonly stock: Pick<StockStore, Method> };

/** Throws `stock.not_found`, `stock.insufficient`, `stock.excessive`, `busy`, and what `expect` throws. */
export const setStock = (
  { stock }: Deps<"find" | "adjust">,
  { sku, onHand, expect }: { readonly sku: string; readonly onHand: number; readonly expect: Expectation },
): Promise<Level> =>
  again<Level>(async () => {
    const level = await getStock({ stock }, sku);
    const { version } = level;
    requireSeen(expect, version);
    const delta = onHand - level.onHand;
    if (delta === 0) return level;
    refuse(level, delta);
    return (await stock.adjust({ sku, delta, reason: null, version })) ?? "moved";
  });

export type Adjustment = {
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
  readonly keyed: KeyedRequest;
};

/**
 * Once per key: an adjustment that was made by an earlier request is not made again. Throws `stock.not_found`,
 * `stock.insufficient`, `stock.excessive` and `busy`.
 */
export async function adjustStock(
  { stock }: Deps<"find" | "adjust">,
  { sku, delta, reason, keyed }: Adjustment,
): Promise<Level> {
  if (keyed.objectId !== undefined) return getStock({ stock }, sku);
  return again<Level>(async () => {
    const adjusted = await stock.adjust({ sku, delta, reason }, keyed);
    if (adjusted) return adjusted;
    refuse(await getStock({ stock }, sku), delta);
    return "moved";
  });
}

/** Throws `stock.not_found`. */
export async function getStock({ stock }: Deps<"find">, sku: string): Promise<Level> {
  const level = await stock.find(sku);
  if (!level) throw stockErrors.notFound(sku);
  return level;
}

function refuse(level: Level, delta: number): void {
  const obstacle = findObstacle(level, delta);
  if (obstacle) throw stockErrors[obstacle](level.sku);
}
