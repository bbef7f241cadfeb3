/**
 * A list that is filtered, sorted and gone on in, in place: the address says what is shown, whoever was at a button is still
 * there, and what has changed is said aloud.
 */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { heard, says } from "./buying.ts";
import { isAt, isSame, openInPlace, search } from "./in-place.ts";
import { people } from "./people.ts";
import { load } from "./staff.ts";

const names = (page: Page) => page.locator(".results .card h3").allInnerTexts();

test("filters: the list is another, and so is the address; back and on again, it is as it was", async () => {
  const page = await openInPlace("/c/phone-cases");
  const nordlicht = page.getByRole("checkbox", { name: "Nordlicht" });
  const all = await names(page);
  const before = await page.locator("#found").innerText();
  await nordlicht.check();
  const show = page.getByRole("button", { name: "Show products" });
  await show.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/c/phone-cases?brand=Nordlicht");
  await expect.poll(async () => (await names(page)).length).toBeLessThan(all.length);
  expect([await isSame(page), await isAt(page)]).toEqual([true, "Show products"]);
  const said = await page.locator("#found").innerText();
  await expect.poll(() => heard(page)).toBe(said);
  await page.goBack();
  await expect.poll(() => names(page)).toEqual(all);
  expect([await isSame(page), search(page)]).toEqual([true, ""]);
  await expect.poll(() => heard(page)).toBe(before);
  await page.goForward();
  await expect.poll(async () => (await names(page)).length).toBeLessThan(all.length);
  expect(await nordlicht.isChecked()).toBe(true);
});

test("a filter that is taken away leaves nobody nowhere", async () => {
  const page = await openInPlace("/c/phone-cases?brand=Nordlicht&inStock=true");
  const chips = page.locator(".chosen a:not(.all)");
  await chips.first().focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => chips.count()).toBe(1);
  expect(await isAt(page)).not.toBe("");
  await chips.first().focus();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.search === "");
  await expect.poll(() => isAt(page)).toBe("list");
  expect(await isSame(page)).toBe(true);
});

test("nothing fits: each choice can be dropped, and how many there are then is said aloud", async () => {
  const page = await openInPlace("/c/phone-cases?brand=Nordlicht&maxPrice=0.01");
  expect(await says(page)).toContain("Nothing fits all of this");
  await page
    .getByRole("link", { name: /^Without Nordlicht|^Without .*0\.01/ })
    .last()
    .click();
  await expect.poll(async () => (await names(page)).length).toBeGreaterThan(0);
  await expect.poll(() => heard(page)).toMatch(/^\d+ products?$/);
  expect([await isSame(page), await isAt(page)]).toEqual([true, "list"]);
});

test("sorted otherwise: one is still at the link that was pressed, and it says that it is chosen", async () => {
  const page = await openInPlace("/c/phone-cases");
  const link = page.locator(".sorting a", { hasText: "Price, lowest first" });
  await link.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**?sort=price");
  await expect.poll(() => link.getAttribute("aria-current")).toBe("true");
  expect([await isSame(page), await isAt(page)]).toEqual([true, "Price, lowest first"]);
  await expect.poll(() => heard(page)).toMatch(/^\d+ products$/);
});

test("the next of a list begins at its top; back leads to the place that one came from", async () => {
  const page = await openInPlace(`/search?q=${await sellMany(26)}`);
  const known = await names(page);
  const next = page.locator(".pager a[rel=next]");
  await next.scrollIntoViewIfNeeded();
  const place = (await page.evaluate("scrollY")) as number;
  await next.focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await names(page)).length).toBe(2);
  expect(await page.evaluate("scrollY")).toBeLessThan(place);
  expect(await isAt(page)).not.toBe("");
  await page.goBack();
  await expect.poll(() => names(page)).toEqual(known);
  await expect.poll(() => page.evaluate("scrollY")).toBe(place);
  expect([await isSame(page), known.length]).toEqual([true, 24]);
});

/** Answers the word that finds them. */
async function sellMany(count: number): Promise<string> {
  const word = `many${randomUUID().slice(0, 8)}`;
  const ids = Array.from({ length: count }, (_, index) => `${word}-${index}`);
  const toRow = (id: string) => ({ id, name: `Thing ${id}`, status: "active", variants: [toVariant(id)] });
  await load(people, ...ids.map(toRow));
  const guest = await people.guest();
  const isFound = async (): Promise<boolean> => {
    const { body } = await guest.listProducts({ query: { q: word, limit: 100 } });
    return body.items.length === count;
  };
  await until(isFound, "all of them are found");
  return word;
}

const toVariant = (sku: string) => ({ sku, options: {}, price: euros(1999), stock: 5 });
