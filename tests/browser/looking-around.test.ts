/** Pages that are the same for everybody: who can use them, and what they weigh. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { findBarriers, findSmallTargets, overflowOf } from "./accessible.ts";
import { publicPages, schemes, widths } from "./pages.ts";
import { openPage, shop } from "./people.ts";

describe.each(schemes)("in the %s", (colorScheme) => {
  test.each(Object.entries(publicPages))("%s keeps nobody out, at any width", async (_, address) => {
    const page = await openPage({ colorScheme });
    await page.goto(address);
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
  const answer = await fetch(`${shop.gatewayUrl}/search?q=`, { headers: { accept: "text/html" } });
  const html = await answer.text();
  expect(html.match(/class="card"/g)?.length).toBe(24);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(40 * 1024);
});
