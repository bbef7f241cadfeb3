/**
 * People who use the shop by a browser. Whatever goes wrong in one of their pages without being seen (an error in the
 * console, something that the policy forbids, a request to elsewhere) fails the test that it happens in.
 */
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { createPeople, type ShopAddresses } from "../people.ts";
import type { Chromium } from "./find-chromium.ts";

declare module "vitest" {
  // eslint-disable-next-line typescript/consistent-type-definitions
  interface ProvidedContext {
    shop: ShopAddresses;
    chromium: Chromium;
  }
}

export const shop = inject("shop");
export const people = createPeople(shop);

/** What a browser is, besides the usual; `javaScriptEnabled: false` for one without script. */
export type Look = BrowserContextOptions;

let browser: Browser;
const contexts = new Set<BrowserContext>();
const troubles: string[] = [];

beforeAll(async () => {
  const { file, env } = inject("chromium");
  browser = await chromium.launch({
    executablePath: file,
    // Tests may run as root, where Chromium's own sandbox does not.
    args: ["--no-sandbox", "--disable-gpu"],
    // oxlint-disable-next-line node/no-process-env -- tests hand the environment on
    env: { ...(process.env as Record<string, string>), ...env },
  });
});
afterAll(() => browser.close());
afterEach(async () => {
  const seen = troubles.splice(0);
  await Promise.all([...contexts].map((context) => context.close()));
  contexts.clear();
  expect(seen).toEqual([]);
});

/** A refusal that a test provokes is told in the console by the browser itself. */
const isRefusal = (text: string): boolean => /^Failed to load resource: the server responded/.test(text);

/** A new person with a browser of their own. */
export async function openBrowser(look: Look = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: shop.gatewayUrl, ...look });
  contexts.add(context);
  context.setDefaultTimeout(15_000);
  context.on("page", watch);
  return context;
}

export const openPage = async (look: Look = {}): Promise<Page> => (await openBrowser(look)).newPage();

function watch(page: Page): void {
  const tell = (what: string) => void troubles.push(`${what} on ${page.url()}`);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !isRefusal(message.text())) tell(message.text());
  });
  page.on("pageerror", (error) => tell(String(error)));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== shop.gatewayUrl && protocol !== "data:") tell(`a request to ${request.url()}`);
  });
}
