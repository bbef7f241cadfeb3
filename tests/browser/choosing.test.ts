/** Another colour or size, in place: one stays where one was, and what it costs is shown and said, whatever else happens. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { heard, noticeOn, press } from "./buying.ts";
import { isSame, openInPlace, search } from "./in-place.ts";
import { people } from "./people.ts";
import { load } from "./staff.ts";

test("another colour by the arrow keys: one stays among the colours, and its price and stock are said", async () => {
  const page = await openInPlace("/p/66432");
  await page.locator("main [name=sku]:checked").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => search(page)).toBe("?sku=66432-SND");
  await expect.poll(() => heard(page)).toMatch(/sand.*€19\.99.*In stock/s);
  const at = await page.evaluate("[document.activeElement.name, document.activeElement.value]");
  expect([await isSame(page), at]).toEqual([true, ["sku", "66432-SND"]]);
});

test("the way back from another colour to the page's middle leaves the product whole", async () => {
  const page = await openInPlace("/p/66432");
  await page.evaluate("location.hash = 'reviews'");
  const black = await page.locator(".standing").innerText();
  await page.getByRole("group", { name: "Color" }).getByLabel("sand").check();
  await expect.poll(() => search(page)).toBe("?sku=66432-SND");
  await expect.poll(() => page.locator(".standing").innerText()).not.toBe(black);
  await page.goBack();
  await expect.poll(() => search(page)).toBe("");
  await expect.poll(() => page.locator(".standing").innerText()).toBe(black);
  expect(await page.locator(".pictures img").count()).toBeGreaterThan(0);
  await press(page, "Add to bag");
  await expect.poll(() => noticeOn(page)).toContain("is in your bag.");
  expect(await isSame(page)).toBe(true);
});

test("another size that is slow to come, put into the bag meanwhile: its price comes still, and what was put in stays told", async () => {
  const id = await sellTwoSizes();
  const page = await openInPlace(`/p/${id}`);
  const { promise: isToCome, resolve: come } = Promise.withResolvers<void>();
  await page.route(`**/p/*?sku=${id}-M`, async (route) => {
    await isToCome;
    await route.continue();
  });
  await page.getByRole("group", { name: "Size" }).getByLabel("M").check();
  await press(page, "Add to bag");
  await expect.poll(() => noticeOn(page)).toContain("Size M is in your bag.");
  come();
  await expect.poll(() => page.locator(".standing").innerText()).toContain("€12.00");
  await expect.poll(() => heard(page)).toContain("€12.00");
  expect([await isSame(page), search(page)]).toEqual([true, `?sku=${id}-M`]);
  expect(await noticeOn(page)).toContain("Size M is in your bag.");
});

test("no answer came, neither to another size nor to what was sent meanwhile: one is told, and left where one is", async () => {
  const id = await sellTwoSizes();
  const page = await openInPlace(`/p/${id}`);
  const { promise: isLost, resolve: lose } = Promise.withResolvers<void>();
  for (const address of [`**/p/*?sku=${id}-M`, "**/bag/lines"])
    await page.route(address, async (route) => {
      await isLost;
      await route.abort("connectionreset");
    });
  const left = page.waitForRequest("**/bag/lines");
  await page.getByRole("group", { name: "Size" }).getByLabel("M").check();
  await press(page, "Add to bag");
  await left;
  lose();
  await expect.poll(() => noticeOn(page)).toContain("Please look whether it was done");
  await expect.poll(() => page.locator(".standing").getAttribute("aria-busy")).toBe("false");
  expect(await isSame(page)).toBe(true);
});

test("of two things that are chosen, the first changes what there is of the second; one stays at the first", async () => {
  const id = `shirt-${randomUUID().slice(0, 8)}`;
  const all = ["red", "blue"].flatMap((color) => ["S", "M"].map((size) => ({ color, size })));
  const variants = all
    // There is no small blue one.
    .filter(({ color, size }) => color === "red" || size === "M")
    .map(({ color, size }) => ({
      sku: `${id}-${color}-${size}`,
      name: `${color}, ${size}`,
      options: { color, size },
      price: euros(color === "red" ? 1000 : 1200),
      stock: 5,
    }));
  const options = [
    { name: "color", values: ["red", "blue"] },
    { name: "size", values: ["S", "M"] },
  ];
  await load(people, { id, name: `Shirt ${id}`, status: "active", options, variants });
  const page = await openInPlace(`/p/${id}`);
  const colors = page.getByRole("group", { name: "Color" });
  await colors.getByLabel("red").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => search(page)).toBe(`?sku=${id}-blue-M`);
  await expect.poll(() => page.locator(".standing").innerText()).toContain("€12.00");
  const label = await page.evaluate("document.activeElement.labels[0].innerText");
  expect([await isSame(page), label]).toEqual([true, expect.stringContaining("blue")]);
  await expect.poll(() => heard(page)).toContain("€12.00");
  await press(page, "Add to bag");
  await expect.poll(() => noticeOn(page)).toContain("is in your bag.");
});

/** Answers the product's id, before its sizes' names. */
async function sellTwoSizes(): Promise<string> {
  const id = `shirt-${randomUUID().slice(0, 8)}`;
  const variants = ["S", "M"].map((size) => ({
    sku: `${id}-${size}`,
    name: `Size ${size}`,
    options: { size },
    price: euros(size === "S" ? 1000 : 1200),
    stock: 5,
  }));
  const options = [{ name: "size", values: ["S", "M"] }];
  await load(people, { id, name: `Shirt ${id}`, status: "active", options, variants });
  return id;
}
