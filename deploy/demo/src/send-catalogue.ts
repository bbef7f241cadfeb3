/** Sends a made-up catalogue to a shop, through its public API. */
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { json } from "node:stream/consumers";
import { ImportReport, type ImportRow } from "@shop/contracts/catalog/imports";
import { z } from "zod";
import { makeCategories } from "./made-catalogue.ts";
import { createShopClient } from "./shop-client.ts";

const Session = z.object({ accessToken: z.string() });

/** As fast as the shop takes it. Answers one line that says what became of it; throws when the shop refuses. */
export async function sendCatalogue(
  url: string,
  admin: { readonly email: string; readonly password: string },
  products: Iterable<ImportRow>,
): Promise<string> {
  const shop = createShopClient(url);
  const session = await shop.call({ method: "POST", path: "/auth/login", body: admin, accept: [200] });
  const { accessToken: token } = Session.parse(session.body);
  // Those that are there already stay as they are.
  for (const body of makeCategories())
    await shop.call({ method: "POST", path: "/categories", token, body, accept: [201, 409] });
  const began = performance.now();
  const { created, updated, unchanged, failed } = await upload(url, token, products);
  const seconds = (performance.now() - began) / 1_000;
  const all = created + updated + unchanged + failed;
  return `${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed: ${Math.round(all / seconds)} a second`;
}

async function upload(url: string, token: string, products: Iterable<ImportRow>): Promise<ImportReport> {
  const headers = { "content-type": "application/x-ndjson", authorization: `Bearer ${token}` };
  const sending = request(new URL("/products/import", url), { method: "POST", headers });
  const answered = new Promise<ImportReport>((resolve, reject) => {
    sending.on("error", reject);
    sending.on("response", (response) => {
      json(response).then((body) => resolve(ImportReport.parse(body)), reject);
    });
  });
  await pipeline(Readable.from(linesOf(products)), sending);
  return answered;
}

function* linesOf(products: Iterable<ImportRow>): Generator<string> {
  for (const product of products) yield `${JSON.stringify(product)}\n`;
}
