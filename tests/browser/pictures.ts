/** Pictures of the shop for its documents: each page on a desk or in a hand, in the light or in the dark. */
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { packages, root } from "@shop/local/shop";
import type { Browser, Page } from "playwright-core";
import { choose, fillIn, goToCheckout, home, placeOrder, press, putInBag } from "./buying.ts";
import { openDemoShop } from "./demo-shop.ts";
import { findChromium } from "./find-chromium.ts";
import { launch } from "./launch.ts";

type Scene = (page: Page) => Promise<unknown>;
type Look = { readonly width: number; readonly height: number; readonly colorScheme: "light" | "dark" };

const desk = { width: 1280, height: 900 };
const hand = { width: 412, height: 823 };
const maxBytes = 150 * 1024;
const cover = "66432-BLK";

const at =
  (address: string): Scene =>
  (page) =>
    page.goto(address);

const ordered: Scene = async (page) => {
  await putInBag(page, cover, 2);
  await goToCheckout(page);
  await placeOrder(page);
  await page.getByText("Confirmed").first().waitFor();
  await page.reload();
};

const scenes: Readonly<Record<string, readonly [Scene, Look]>> = {
  "home-desktop-light": [at("/"), { ...desk, colorScheme: "light" }],
  "home-phone-dark": [at("/"), { ...hand, colorScheme: "dark" }],
  "category-desktop-light": [at("/c/phone-cases"), { ...desk, colorScheme: "light" }],
  "category-phone-light": [at("/c/phone-cases"), { ...hand, colorScheme: "light" }],
  "product-desktop-light": [at("/p/66432"), { ...desk, colorScheme: "light" }],
  "product-desktop-dark": [at("/p/66432"), { ...desk, colorScheme: "dark" }],
  "product-phone-light": [at("/p/66432"), { ...hand, colorScheme: "light" }],
  "search-desktop-dark": [at("/search?q=phone+cver"), { ...desk, colorScheme: "dark" }],
  "bag-desktop-light": [
    async (page) => {
      await putInBag(page, cover, 2);
      await page.goto("/bag");
    },
    { ...desk, colorScheme: "light" },
  ],
  "checkout-desktop-light": [
    async (page) => {
      await putInBag(page, cover);
      await page.goto("/checkout");
      await fillIn(page, home);
      await choose(page, "card", "tok_ok");
    },
    { ...desk, colorScheme: "light" },
  ],
  "checkout-refused-phone-light": [
    async (page) => {
      await putInBag(page, cover);
      await goToCheckout(page);
      await fillIn(page, { Postcode: "" });
      await press(page, "Place order");
      await page.locator("#summary").waitFor();
    },
    { ...hand, colorScheme: "light" },
  ],
  "order-desktop-light": [ordered, { ...desk, colorScheme: "light" }],
  "order-phone-dark": [ordered, { ...hand, colorScheme: "dark" }],
  "reviews-desktop-light": [at("/p/66432/reviews"), { ...desk, colorScheme: "light" }],
};

const folder = join(root, "docs/pictures");
const say = (line: string) => process.stdout.write(`${line}\n`);

async function take(browser: Browser, baseURL: string, name: string, scene: Scene, look: Look) {
  const { colorScheme, ...viewport } = look;
  const context = await browser.newContext({ baseURL, viewport, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  await scene(page);
  await page.evaluate("window.scrollTo(0, 0)");
  await page.waitForLoadState("networkidle");
  const path = join(folder, `${name}.jpg`);
  // The best that is small enough.
  for (const quality of [85, 70, 55, 40]) {
    await page.screenshot({ path, type: "jpeg", quality });
    const { size } = await stat(path);
    if (size > maxBytes) continue;
    say(`${path}  ${Math.round(size / 1024)} KB`);
    break;
  }
  await context.close();
}

// oxlint-disable-next-line node/no-process-env -- a program of its own
const chromium = await findChromium({ env: process.env, packages, say });
await mkdir(folder, { recursive: true });
await using shop = await openDemoShop(say);
await using browser = await launch(chromium);
for (const [name, [scene, look]] of Object.entries(scenes))
  await take(browser, shop.gatewayUrl, name, scene, look);
