/** Sends a made-up catalogue to a shop, through its public API. */
import type { ImportRow } from "@shop/contracts/catalog/imports";
import { makeCategories } from "./made-catalogue.ts";
import { createShopClient, insist, unless, type Account } from "./shop-client.ts";

/** As fast as the shop takes it. Answers one line that says what became of it; throws when the shop refuses. */
export async function sendCatalogue(
  url: string,
  admin: Account,
  products: Iterable<ImportRow>,
): Promise<string> {
  const catalog = await createShopClient(url).signIn(admin);
  if (!catalog) throw new Error(`${admin.email} may not sign in`);
  // Those that are there already stay as they are.
  for (const body of makeCategories())
    await unless(
      409,
      insist(() => catalog.createCategory({ body })),
    );
  const began = performance.now();
  const { body: report } = await catalog.importProducts({ body: bytesOf(products) });
  const { created, updated, unchanged, failed } = report;
  const seconds = (performance.now() - began) / 1_000;
  const all = created + updated + unchanged + failed;
  return `${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed: ${Math.round(all / seconds)} a second`;
}

async function* bytesOf(products: Iterable<ImportRow>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const product of products) yield encoder.encode(`${JSON.stringify(product)}\n`);
}
