/** The sitemap (sitemaps.org, protocol 0.9): an index, and parts that are written as they are read. */
import { each } from "@shop/client/pages";
import { maxAddresses } from "@shop/contracts/web/browsing";
import type { AddressClient } from "../../asking/address-client.ts";
import type { Asks } from "../../asking/asks.ts";
import type { Frame } from "../../parts/frame.ts";
import { html as xml, type Html as Xml } from "../../parts/html.ts";

export type SitemapDeps = {
  readonly frame: Pick<Frame, "shopUrl">;
  readonly addresses: Pick<AddressClient, "listProductAddresses" | "cutProductAddresses">;
};

const schema = "http://www.sitemaps.org/schemas/sitemap/0.9";
const head = '<?xml version="1.0" encoding="UTF-8"?>\n';

export async function listParts({ frame: { shopUrl }, addresses }: SitemapDeps): Promise<string> {
  const { body } = await addresses.cutProductAddresses({ query: { size: maxAddresses } });
  const products = `${shopUrl}/sitemap/products.xml`;
  const parts = [
    `${shopUrl}/sitemap/pages.xml`,
    products,
    ...body.after.map((id) => `${products}?after=${encodeURIComponent(id)}`),
  ];
  const listed = parts.map((part) => xml`<sitemap><loc>${part}</loc></sitemap>\n`);
  return `${head}<sitemapindex xmlns="${schema}">\n${listed.join("")}</sitemapindex>\n`;
}

const stillPages = ["/", "/help", "/privacy"];

export async function writePages({ frame: { shopUrl } }: SitemapDeps, { catalog }: Asks): Promise<string> {
  const urls = stillPages.map((path) => entry(shopUrl + path));
  for await (const { slug } of each(catalog.listCategories, { query: { limit: 100 } }))
    urls.push(entry(`${shopUrl}/c/${slug}`));
  return `${head}<urlset xmlns="${schema}">\n${urls.slice(0, maxAddresses).join("")}</urlset>\n`;
}

/** As many characters are sent at a time. */
const chunkLength = 16_384;

/** Throws when the catalog cannot be asked; what breaks off is no XML. */
export async function writeProducts(
  { frame: { shopUrl }, addresses }: SitemapDeps,
  { after, ended: signal }: { readonly after: string | undefined; readonly ended: AbortSignal },
): Promise<AsyncIterable<string>> {
  const query = { limit: maxAddresses, ...(isId(after) && { after }) };
  const { body } = await addresses.listProductAddresses({ query, signal });
  return write();

  async function* write(): AsyncGenerator<string> {
    let text = `${head}<urlset xmlns="${schema}">\n`;
    for await (const { slug, updatedAt } of body) {
      text += entry(`${shopUrl}/p/${slug}`, updatedAt);
      if (text.length < chunkLength) continue;
      yield text;
      text = "";
    }
    yield `${text}</urlset>\n`;
  }
}

/** Whatever else stands in the address begins at the first. */
const isId = (text: string | undefined): boolean => text !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(text);

const entry = (url: string, updatedAt?: string): Xml =>
  xml`<url><loc>${url}</loc>${updatedAt === undefined ? "" : xml`<lastmod>${updatedAt}</lastmod>`}</url>\n`;
