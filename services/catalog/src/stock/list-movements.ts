import { readPage, type Page, type PageRequest } from "../pages/page.ts";
import { getStock } from "./change-level.ts";
import type { LedgerRow, StockDeps } from "./deps.ts";

/** Newest first. */
export async function listMovements(
  { stock }: Pick<StockDeps, "stock">,
  { sku, ...page }: PageRequest & { readonly sku: string },
): Promise<Page<LedgerRow>> {
  await getStock({ stock }, sku);
  return readPage(
    page,
    (request) => stock.movementsOf(sku, request),
    ({ number }) => ({ key: number, id: sku }),
  );
}
