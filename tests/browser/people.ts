/**
 * People who use the shop by a browser. Whatever goes wrong in one of their pages without being seen (an error in the
 * console, something that the policy forbids, a request to elsewhere) fails the test that it happens in.
 */
import assert from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, inject } from "vitest";
import { createPeople, type ShopAddresses } from "../people.ts";
import type { Chromium } from "./find-chromium.ts";
import { launch } from "./launch.ts";

declare module "vitest" {
  // eslint-disable-next-line typescript/consistent-type-definitions
  interface ProvidedContext {
    shop: ShopAddresses;
    chromium: Chromium;
  }
}

export const shop = inject("shop");
export const people = createPeople(shop);

/** What a browser is, besides the usual; `javaScriptEnabled: false` for one without script, `baseURL` for another shop. */
export type Look = BrowserContextOptions & {
  /** The origin of another site to which the shop leads; only the one. */
  readonly leadsTo?: string;
};

let browser: Browser;
const contexts = new Set<BrowserContext>();
const troubles: string[] = [];
const reading: Promise<unknown>[] = [];

beforeAll(async () => {
  browser = await launch(inject("chromium"));
});
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(reading.splice(0));
  const seen = troubles.splice(0);
  await Promise.all([...contexts].map((context) => context.close()));
  contexts.clear();
  assert.deepEqual(seen, []);
});

/** A refusal that a test provokes, or an answer that it loses, is told in the console by the browser itself. */
const isRefusal = (text: string): boolean =>
  /^Failed to load resource: (?:the server responded|net::ERR_(?:CONNECTION_RESET|EMPTY_RESPONSE))/.test(
    text,
  );

/** What a page is dressed with is there, whatever else is not. */
const dress: ReadonlySet<string> = new Set(["stylesheet", "script", "image", "font", "manifest"]);

/** What is somebody's own, or sets a cookie, is kept by nobody. */
const isWronglyKept = (headers: Readonly<Record<string, string>>): boolean =>
  (headers["cache-control"] === "no-store" || "set-cookie" in headers) &&
  /hit|stored/.test(headers["cache-status"] ?? "");

/** A new person with a browser of their own. */
async function openBrowser({ leadsTo, ...look }: Look = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: shop.gatewayUrl, ...look });
  contexts.add(context);
  context.setDefaultTimeout(15_000);
  const home = look.baseURL ?? shop.gatewayUrl;
  context.on("page", (page) => watch(page, [home, leadsTo]));
  return context;
}

export const openPage = async (look: Look = {}): Promise<Page> => (await openBrowser(look)).newPage();

function watch(page: Page, sites: readonly (string | undefined)[]): void {
  const tell = (what: string) => void troubles.push(`${what} on ${page.url()}`);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !isRefusal(message.text())) tell(message.text());
  });
  page.on("pageerror", (error) => tell(String(error)));
  page.on("response", (response) => {
    const type = response.request().resourceType();
    if (dress.has(type) && response.status() >= 400) tell(`${response.status()} for ${response.url()}`);
    if (type !== "document") return;
    // Of a page that has gone meanwhile there is nothing to be read.
    const read = response.allHeaders().then(
      (headers) => isWronglyKept(headers) && tell(`somebody's own, ${headers["cache-status"]},`),
      () => undefined,
    );
    reading.push(read);
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!sites.includes(origin) && protocol !== "data:") tell(`a request to ${request.url()}`);
  });
}

/** Another tab of the same browser. */
export const openTab = (page: Page): Promise<Page> => page.context().newPage();

/** How often an order was paid. */
export const chargesOf = async (orderId: string): Promise<number> =>
  (await people.charges(orderId)).filter(({ captured }) => captured.amount > 0).length;
