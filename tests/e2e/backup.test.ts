/** A shop is copied while it runs, and brought back on servers that have nothing: what was there is there, and it sells on. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { orProblem } from "@shop/client/refusal";
import { openDatabases } from "@shop/local/backup/databases";
import { newestLayouts, readManifest } from "@shop/local/backup/manifest";
import { restoreBackup } from "@shop/local/backup/restore-backup";
import { serviceNames } from "@shop/local/backing";
import { packages } from "@shop/local/shop";
import { createHeldClient } from "@shop/testing/held-client";
import { soon } from "@shop/testing/soon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agrees } from "../faults/agrees.ts";
import { anOrder, api, newKey, openShop, untilFinal, type Person, type TestShop } from "../test-shop.ts";
import { runCommand } from "./run-command.ts";

const { env } = process;
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4" height="2"/></svg>';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "backups-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function signIn(shop: TestShop, { email, password }: { email: string; password: string }) {
  const { body } = await shop.nobody.logIn({ body: { email, password } });
  return createHeldClient(shop.gatewayUrl, api, { token: body.accessToken });
}

/** What is seen of a product, its stock, a review of it, and an order. */
async function seen(
  shop: TestShop,
  person: Pick<Person, "getOrder" | "getInvoice">,
  sku: string,
  orderId: string,
) {
  const { getStock } = await shop.logIn("admin");
  const { body: product } = await shop.nobody.getProduct({ params: { id: sku } });
  const picture = await fetch(new URL(`${product.images[0]?.url}?w=320`, shop.gatewayUrl));
  return {
    product,
    picture: Buffer.from(await picture.arrayBuffer()).toString("base64"),
    reviews: (await shop.nobody.listReviews({ params: { id: sku } })).body.items,
    stock: (await getStock({ params: { sku } })).body,
    order: (await person.getOrder({ params: { id: orderId } })).body,
    invoice: (await person.getInvoice({ params: { id: orderId } })).body,
  };
}

test(
  "a copy of a running shop, brought back on empty servers, is the shop as it was, and it sells on",
  { timeout: 300_000 },
  async () => {
    const fresh = await mkdtemp(join(tmpdir(), "shop-"));
    const to = join(folder, "monday");
    const dataDir = await mkdtemp(join(tmpdir(), "shop-"));
    const before = await openShop({ dataDir });
    const [sku, ana] = await (async () => {
      await using _ = before;
      const admin = await before.logIn("admin");
      const sold = await before.sell(5);
      await admin.addImage({ params: { id: sold }, query: { alt: "A kite" }, body: svg });
      const buyer = await before.customer();
      const placed = await buyer.placeOrder({ body: anOrder(sold), ...newKey() });
      await untilFinal(buyer, placed.body.id);
      await buyer.createReview({ params: { id: sold }, body: { rating: 4, title: "Flies" } });
      await soon(async () => {
        const { product } = await seen(before, buyer, sold, placed.body.id);
        expect(product.rating).toMatchObject({ count: 1 });
      });
      const { body: order } = await buyer.getOrder({ params: { id: placed.body.id } });
      await agrees(before, [order], sold, 5);
      const shown = await seen(before, buyer, sold, order.id);

      const { stdout } = await runCommand("backup", before, to);
      expect(stdout).toMatch(/catalog: \d+ documents in \d+ collections\n(.*\n)+The backup is in .*monday/);
      const refused = await runCommand("restore", before, to, "--replace");
      expect(refused.stderr).toMatch(
        /^The catalog service runs on the database .*: stop the shop and try again\.\n$/,
      );
      // The money is elsewhere, and stays there.
      await cp(join(dataDir, "payment-sandbox"), join(fresh, "payment-sandbox"), { recursive: true });
      return [sold, { ...buyer, orderId: order.id, shown }] as const;
    })();

    const { databases: copied } = await readManifest(to);
    for (const service of serviceNames) expect(copied[service].layout.number).toBe(newestLayouts[service]);
    {
      const where = { env: { ...env, MONGO_URL: "" }, dataDir: fresh, packages, say: () => undefined };
      await using open = await openDatabases({ ...where, mayRun: false });
      await restoreBackup({ databases: open.databases, folder: to, replaces: false, say: () => undefined });
    }

    await using after = await openShop({ dataDir: fresh, databaseSuffix: "" });
    const withOldToken = createHeldClient(after.gatewayUrl, api, { token: ana.token });
    expect(await orProblem(withOldToken.getMe())).toMatchObject({ status: 401 });
    const again = await signIn(after, ana);
    expect(await seen(after, again as Person, sku, ana.orderId)).toEqual(ana.shown);
    await soon(async () => {
      const { body } = await after.nobody.listProducts({ query: { q: `Thing ${sku}` } });
      expect(body.items.map(({ id }) => id)).toContain(sku);
    });
    const { body: placed } = await again.placeOrder({ body: anOrder(sku), ...newKey() });
    const next = await untilFinal(again as Person, placed.id);
    expect(next.status).toBe("confirmed");
    await agrees(after, [ana.shown.order, next], sku, 5);
    const number = async () => (await again.getInvoice({ params: { id: next.id } })).body.number;
    expect(await soon(number)).not.toBe(ana.shown.invoice.number);
  },
);
