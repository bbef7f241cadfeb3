/** What there is to look at in the shop, and somebody with something in the bag. */
import { webApi } from "@shop/contracts/web/api";
import { openPlainBrowser } from "@shop/testing/plain-browser";
import type { TestShop } from "../test-shop.ts";

export type PageVisit = {
  readonly slugs: readonly string[];
  /** Of categories with a full page of products. */
  readonly categories: readonly string[];
  /** Of a guest who has two products in the bag. */
  readonly cookie: string;
};

const pageSize = 24;

export async function openVisit(shop: TestShop): Promise<PageVisit> {
  const person = await shop.guest();
  const { body } = await person.listProducts({ query: { limit: "100", inStock: "true" } });
  const { body: all } = await person.listCategories({ query: { limit: "100" } });
  const full = await Promise.all(
    all.items.map(async ({ slug }) => {
      const query = { category: slug, limit: String(pageSize) };
      const { body: list } = await person.listProducts({ query });
      return list.items.length === pageSize ? slug : undefined;
    }),
  );
  const variants = await Promise.all(
    body.items.slice(0, 2).map(async ({ id }) => (await person.getProduct({ params: { id } })).body),
  );
  const skus = variants.flatMap(({ variants: [first] }) => (first ? [first.sku] : []));
  return {
    slugs: body.items.map(({ slug }) => slug),
    categories: full.filter((slug) => slug !== undefined),
    cookie: await fillBag(shop.gatewayUrl, skus),
  };
}

/** Fills it as a browser does that runs no script. */
async function fillBag(gatewayUrl: string, skus: readonly string[]): Promise<string> {
  const browser = openPlainBrowser(gatewayUrl);
  for (const sku of skus) {
    const { status, path } = await browser.post(webApi.addToBag.path, { sku, quantity: "1" });
    if (status !== 200) throw new Error(`${status} at ${path} for ${sku} in the bag`);
  }
  return [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ");
}
