import { ImportReport } from "@shop/contracts/catalog/imports";
import type { ShopClient } from "./shop-client.ts";

/** Throws when a product is refused. */
export async function importProducts(
  shop: ShopClient,
  token: string,
  lines: readonly string[],
): Promise<ImportReport> {
  const reply = await shop.call({ method: "POST", path: "/products/import", token, lines, accept: [200] });
  const report = ImportReport.parse(reply.body);
  if (report.failed > 0)
    throw new Error(`${report.failed} products were refused: ${JSON.stringify(report.errors)}`);
  return report;
}
