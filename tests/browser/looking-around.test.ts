/** Pages that are the same for everybody: who can use them, and what they weigh. */
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { euros } from "@shop/contracts/language/values";
import { openPlainBrowser } from "@shop/testing/plain-browser";
import { until } from "@shop/testing/until";
import { describe, expect, test } from "vitest";
import { findBarriers, findSmallTargets, overflowOf } from "./accessible.ts";
import { publicPages, schemes, widths } from "./pages.ts";
import { openPage, people, shop } from "./people.ts";

describe.each(schemes)("in the %s", (colorScheme) => {
  test.each(Object.entries(publicPages))("%s keeps nobody out, at any width", async (_, address) => {
    const page = await openPage({ colorScheme });
    expect((await page.goto(address))?.status()).toBe(200);
    const seen = [];
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      seen.push({
        width,
        barriers: await findBarriers(page),
        overflow: await overflowOf(page),
        small: await findSmallTargets(page),
      });
    }
    expect(seen).toEqual(widths.map((width) => ({ width, barriers: [], overflow: 0, small: [] })));
  });
});

test.each(Object.entries(publicPages))(
  "%s has a title, one main, headings in order and a way past the header",
  async (_, address) => {
    const page = await openPage();
    await page.goto(address);
    expect(await page.title()).toMatch(/ · SuperCoolShop$|^SuperCoolShop/);
    expect(await page.locator("main").count()).toBe(1);
    const levels = await page
      .locator("h1, h2, h3, h4")
      .evaluateAll((all) => all.map((each) => Number(each.tagName.slice(1))));
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels.filter((level, index) => index > 0 && level > levels[index - 1]! + 1)).toEqual([]);
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
