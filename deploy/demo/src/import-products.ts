import type { ImportReport } from "@shop/contracts/catalog/imports";
import { insist, type Catalog } from "./shop-client.ts";

/** Throws when a product is refused. */
export async function importProducts(catalog: Catalog, lines: readonly string[]): Promise<ImportReport> {
  const body = lines.map((line) => `${line}\n`).join("");
  const { body: report } = await insist(() => catalog.importProducts({ body }));
  if (report.failed > 0)
    throw new Error(`${report.failed} products were refused: ${JSON.stringify(report.errors)}`);
  return report;
}
