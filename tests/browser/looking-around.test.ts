/** Pages that are the same for everybody: who can use them, and what they weigh. */
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { euros } from "@shop/contracts/language/values";
import { openPlainBrowser } from "@shop/testing/plain-browser";
import { until } from "@shop/testing/until";
import { expect, test } from "vitest";
import { findBarriers, findFaults, overflowOf } from "./accessible.ts";
import { says } from "./buying.ts";
import { openPage, people, shop } from "./people.ts";
import { load, takeOffSale } from "./staff.ts";
import { publicPages, schemes } from "./pages.ts";

test.each([...Object.entries(publicPages), ["all parts", "/parts"]])(
  "%s keeps nobody out, in any light, at any width",
  async (_, address) => {
    const page = await openPage();
    expect((await page.goto(address))?.status()).toBe(200);
    expect(await findFaults(page)).toEqual([]);
  },
);

test.each(Object.entries(publicPages))(
  "%s has a title, one main and a way past the header",
  async (_, address) => {
    const page = await openPage();
    await page.goto(address);
    expect(await page.title()).toMatch(/ · SuperCoolShop$|^SuperCoolShop/);
    expect(await page.locator("main").count()).toBe(1);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("main");
  },
);

test.each(Object.entries(publicPages))(
  "%s is light: script up to 10 KB, styles up to 15 KB, packed",
  async (_, address) => {
    const page = await openPage();
    const weights = { script: 0, stylesheet: 0 };
    const read: Promise<void>[] = [];
    page.on("response", (response) => {
      const type = response.request().resourceType() as keyof typeof weights;
      if (type in weights)
        read.push(
          response.body().then((bytes) => void (weights[type] += gzipSync(bytes, { level: 9 }).length)),
        );
    });
    await page.goto(address, { waitUntil: "networkidle" });
    await Promise.all(read);
    expect(weights.script).toBeGreaterThan(0);
    expect(weights.script).toBeLessThanOrEqual(10 * 1024);
    expect(weights.stylesheet).toBeLessThanOrEqual(15 * 1024);
  },
);

test("a list of 24 is HTML of 40 KB at most", async () => {
  const admin = await people.logIn("admin");
  const word = `row${randomUUID().slice(0, 8)}`;
  const rows = Array.from({ length: 25 }, (_, index) => ({
    id: `${word}-${index}`,
    name: `Soft-Touch Phone Cover ${word} ${index}`,
    brand: "Nordlicht",
    status: "active",
    variants: [{ sku: `${word}-${index}`, options: {}, price: euros(1999), stock: 5 }],
  }));
  await admin.importProducts({ body: rows.map((row) => `${JSON.stringify(row)}\n`).join("") });
  const page = await until(async () => {
    const found = await openPlainBrowser(shop.gatewayUrl).open(`/search?q=${word}&stock=`);
    return found.all(".card").length === 24 && found;
  }, "all of them are found");
  expect(Buffer.byteLength(page.html)).toBeLessThanOrEqual(40 * 1024);
});

test("a category with nothing in it says so, and leads to the one that it is in", async () => {
  const slug = `empty-${randomUUID().slice(0, 8)}`;
  const admin = await people.staff();
  const { body: parent } = await admin.getCategory({ params: { id: "electronics" } });
  const { status } = await admin.createCategory({ body: { name: "Not yet", slug, parentId: parent.id } });
  expect(status).toBe(201);
  const page = await openPage();
  await page.goto(`/c/${slug}`);
  expect(await says(page)).toContain("There is nothing to buy in this category yet.");
  expect(await findFaults(page)).toEqual([]);
  await page.locator("main .empty").getByRole("link", { name: "Electronics" }).click();
  await page.waitForURL("**/c/electronics");
});

test("a search that finds nothing says what to try, and leads to categories", async () => {
  const page = await openPage();
  await page.goto("/search?q=zzqqxx");
  expect(await says(page)).toContain("We found nothing for “zzqqxx”");
  await page.locator(`main a[href^="/c/"]`).first().click();
  await page.waitForURL("**/c/*");
});

test("a product that is gone is not found, and leads to its category and to what is like it", async () => {
  const id = `cover-${randomUUID().slice(0, 8)}`;
  const variants = [{ sku: id, options: {}, price: euros(1999), stock: 5 }];
  const name = "Soft Phone Cover that will be gone";
  await load(people, { id, name, status: "active", categories: ["phone-cases"], variants });
  const page = await openPage();
  await page.goto(`/p/${id}`);
  const address = page.url();
  await takeOffSale(people, id);
  expect((await page.goto(address))?.status()).toBe(404);
  expect(await says(page)).toContain("This product is not sold here any more");
  expect(await page.locator("main .card").count()).toBeGreaterThan(0);
  expect(await findFaults(page)).toEqual([]);
  await page
    .locator("main")
    .getByRole("link", { name: /^Phone Covers/ })
    .click();
  await page.waitForURL("**/c/phone-cases");
});

test.each(schemes)(
  "what is not there is a page that can be read in the %s, and has a way on",
  async (colorScheme) => {
    const page = await openPage({ colorScheme });
    await page.goto("/nowhere");
    // Its colours are the browser's own, which axe takes for white behind whatever the text is.
    expect(await findBarriers(page, { without: "color-contrast" })).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    await page.locator(`a[href="/"]`).first().click();
    await page.waitForURL(`${shop.gatewayUrl}/`);
  },
);
