/** What is shown while what a page is made of cannot be had. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { fill, runBrowsing, type Browsing } from "./browsing-shop.ts";

let shop: Browsing;
beforeAll(async () => {
  shop = await runBrowsing();
  await fill(shop);
}, 120_000);
afterAll(() => shop[Symbol.asyncDispose]());

const pages = {
  "/": [
    "Our categories cannot be shown just now",
    "What is new cannot be shown just now",
    "What is best rated cannot be shown just now",
  ],
  "/c/covers?brand=Acme": ["The products cannot be shown just now", "Where this is among our categories"],
  "/search?q=cover": ["The products cannot be shown just now"],
  "/p/cover-1/reviews": ["The reviews cannot be shown just now", "The product cannot be shown just now"],
};

test("each part that is missing says so, the rest stays, and it is over when the catalog is back", async () => {
  await shop.catalog.stop();
  for (const [path, said] of Object.entries(pages)) {
    const { status, text, html, headers } = await shop.get(path);
    // By this the gateway shows what it has from before, if there is anything.
    expect([path, status]).toEqual([path, 503]);
    expect(headers.get("cache-control")).toBe("no-store");
    for (const each of said) expect(text).toContain(each);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toContain('role="search"');
  }
  for (const path of ["/help", "/privacy", "/robots.txt"]) expect((await shop.get(path)).status).toBe(200);
  for (const path of ["/sitemap.xml", "/sitemap/pages.xml", "/sitemap/products.xml"])
    expect([path, (await shop.get(path)).status]).toEqual([path, 503]);
  await shop.catalog.startAgain();
  for (const path of Object.keys(pages))
    await expect.poll(async () => [path, (await shop.get(path)).status]).toEqual([path, 200]);
}, 120_000);
