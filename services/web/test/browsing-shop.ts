/** Pages over a real catalog, with a small range of phones and covers in it. */
import type { NewProduct } from "@shop/contracts/catalog/products";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { startServer } from "@shop/testing/http";
import { until } from "@shop/testing/until";
import { Config } from "../src/config.ts";
import { start } from "../src/start.ts";
import { startPeople } from "./real-people.ts";
import { startCatalog, type RealCatalog } from "./real-catalog.ts";

/** Nobody listens there. */
const away = "http://127.0.0.1:1";

export async function runBrowsing() {
  await using open = new AsyncDisposableStack();
  const catalog = open.use(await startCatalog());
  const user = open.use(await startPeople(catalog.tokens));
  const config = {
    ...loadConfig(Config, { SHOP_URL: "https://shop.example" }),
    serviceUrls: { catalog: catalog.url, user: user.url, order: away },
  };
  const service = open.use(await start(config, createLogger("web", "fatal")));
  const { url } = open.use(await startServer((request, response) => service.http(request, response)));
  const ask = async (path: string, init: RequestInit): Promise<Seen> => {
    const response = await fetch(url + path, { ...init, redirect: "manual" });
    return toSeen(response, await response.text());
  };
  const headersOf = (secret: string | undefined) =>
    secret === undefined ? {} : { cookie: `session=${secret}` };
  /** `secret`: of whose browser; nobody's when absent. */
  const get = (path: string, secret?: string) => ask(path, { headers: headersOf(secret) });
  const post = (path: string, fields: Readonly<Record<string, string>>, secret?: string) =>
    ask(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { ...headersOf(secret), origin: url },
    });
  const opened = open.move();
  return { url, catalog, user, config, get, post, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
export type Browsing = Awaited<ReturnType<typeof runBrowsing>>;

export type Seen = {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** What is read in `main`, with one blank where the page has any number. */
  readonly text: string;
  /** Where it leads on to. */
  readonly to: string | null;
  /** Of every link, as a browser reads it. */
  readonly links: readonly { readonly href: string; readonly text: string }[];
};

function toSeen({ status, headers }: Response, html: string): Seen {
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? "";
  const links = [...html.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a\s*>/g)].map(
    ([, attributes = "", inner = ""]) => ({
      href: read(/href="([^"]*)"/.exec(attributes)?.[1] ?? ""),
      text: textOf(inner),
    }),
  );
  return { status, headers, html, text: textOf(main), to: headers.get("location"), links };
}

const textOf = (html: string): string =>
  read(html.replaceAll(/<[^>]*>/g, " "))
    .replaceAll(/\s+/g, " ")
    .trim();

const characters: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};
const read = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (each) => characters[each]!);

let made = 0;
export const aPhone = (changes: Partial<NewProduct> = {}): NewProduct => {
  made += 1;
  return {
    name: `Phone ${made}`,
    description: "It rings",
    brand: "Acme",
    status: "active",
    taxCategory: "standard",
    categories: [],
    attributes: {},
    options: [],
    variants: [{ sku: `PHONE-${made}`, options: {}, price: { amount: 1000 + made, currency: "EUR" } }],
    images: [],
    ...changes,
  };
};

const priced = (amount: number) => {
  made += 1;
  return [{ sku: `PRICED-${made}`, options: {}, price: { amount, currency: "EUR" } }];
};

/** Electronics with phones and covers; 30 covers of two brands and three colours, from 10 euros on. */
export async function fill({ catalog: { staff } }: { readonly catalog: RealCatalog }) {
  const category = async (body: Parameters<typeof staff.createCategory>[0]) =>
    (await staff.createCategory(body)).body;
  const top = await category({ body: { name: "Electronics", slug: "electronics" } });
  const phones = await category({ body: { name: "Phones", slug: "phones", parentId: top.id } });
  const covers = await category({ body: { name: "Covers", slug: "covers", parentId: top.id, position: 1 } });
  const empty = await category({ body: { name: "Radios", slug: "radios", parentId: top.id, position: 2 } });
  const colours = ["red", "blue", "green"];
  for (let index = 0; index < 30; index += 1)
    await staff.createProduct({
      body: aPhone({
        name: `Cover ${String(index).padStart(2, "0")}`,
        slug: `cover-${index}`,
        brand: index % 2 === 0 ? "Acme" : "Brio & Sons",
        categories: [covers.id],
        images: [{ url: `/images/${"0123456789abcdef".repeat(4)}.webp`, alt: "A cover" }],
        attributes: {
          color: colours[index % 3]!,
          "Weight (g)": String(10 + (index % 4)),
          // More than anybody would be asked to choose by.
          ...Object.fromEntries(
            Array.from({ length: 10 }, (_, each) => [`Property ${each}`, `Value ${(index * each) % 13}`]),
          ),
        },
        variants: priced(1000 + index * 100),
      }),
    });
  const phone = (
    await staff.createProduct({
      body: aPhone({ name: "Turnphone", slug: "turnphone", categories: [phones.id] }),
    })
  ).body;
  const sku = phone.variants[0]?.sku ?? "";
  await staff.setStock({ params: { sku }, body: { onHand: 5 }, headers: { "if-match": "*" } });
  await until(async () => {
    const { body } = await staff.listProducts({ query: { facets: "true", count: "true", limit: 1 } });
    return body.total?.value === 31;
  }, "the search has all products");
  return { top, phones, covers, empty, phone };
}
