import { readPage, type Page, type PageRequest } from "../paging/page.ts";
import { getStock } from "./change-level.ts";
import type { StockStore } from "./stock-store.ts";
import type { LedgerRow } from "./stock.ts";

/** Newest first. Throws `stock.not_found`. */
export async function listMovements(
  { stock }: { readonly stock: Pick<StockStore, "find" | "movementsOf"> },
  { sku, ...page }: PageRequest & { readonly sku: string },
): Promise<Page<LedgerRow>> {
  await getStock({ stock }, sku);
  return readPage(
    page,
    (request) => stock.movementsOf(sku, request),
    ({ number }) => ({ key: number, id: sku }),
  );
}
