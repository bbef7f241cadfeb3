import { readPage, type Page, type PageRequest } from "../paging/page.ts";
import { getStock } from "./change-level.ts";
import type { LedgerStore } from "./ledger-store.ts";
import type { StockStore } from "./stock-store.ts";
import type { LedgerRow } from "./stock.ts";

export type LedgerDeps = {
  readonly stock: Pick<StockStore, "find">;
  readonly ledger: Pick<LedgerStore, "movementsOf" | "countOf">;
};

/** Newest first. Throws `stock.not_found`. */
export async function listMovements(
  { stock, ledger }: LedgerDeps,
  { sku, ...page }: PageRequest & { readonly sku: string },
): Promise<Page<LedgerRow>> {
  await getStock({ stock }, sku);
  return readPage(
    page,
    (request) => ledger.movementsOf(sku, request),
    ({ number }) => ({ key: number, id: sku }),
  );
}
