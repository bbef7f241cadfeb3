/** What a person does on the way from a product to an order. Fields are found by their labels, buttons by what they say. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";

/** As the product's page does it, without going there. */
export async function putInBag(page: Page, sku: string, quantity = 1): Promise<void> {
  if (new URL(page.url()).protocol === "about:") await page.goto("/help");
  const answer = await page.request.post("/bag/lines", {
    form: { sku, quantity: String(quantity) },
    headers: { "sec-fetch-site": "same-origin" },
  });
  assert.deepEqual([answer.status(), new URL(answer.url()).pathname], [200, "/bag"]);
}

export const home = {
  "E-mail": "alice@example.com",
  Name: "Alice",
  "Street and number": "Main St 1",
  Postcode: "10115",
  City: "Berlin",
};

/** Some labels say more than the name of their field, such as that it is optional. */
const field = (page: Page, label: string) =>
  page
    .locator("main")
    .getByLabel(new RegExp(`^${label}( \\(optional\\))?$`))
    .first();

export async function fillIn(page: Page, typed: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(typed)) await field(page, label).fill(value);
}

export const valueIn = (page: Page, label: string): Promise<string> => field(page, label).inputValue();

export const choose = (page: Page, name: string, value: string): Promise<void> =>
  page.locator(`main input[name="${name}"][value="${value}"]`).check();

export const press = (page: Page, button: string): Promise<void> =>
  page.locator("main").getByRole("button", { name: button, exact: true }).click();

/** Up to the last button. */
export async function goToCheckout(page: Page, card = "tok_ok"): Promise<void> {
  await page.goto("/checkout");
  await fillIn(page, home);
  await choose(page, "shippingMethod", "standard");
  await choose(page, "card", card);
}

/** Answers the order's id. */
export async function placeOrder(page: Page): Promise<string> {
  await press(page, "Place order");
  await page.waitForURL(/\/order\//);
  return idIn(page.url());
}

export const idIn = (url: string): string => /\/order\/([^/?]+)/.exec(url)?.[1] ?? "";

export const says = (page: Page) => page.locator("main").innerText();

/** What has just been done, or stands in the way. */
export const noticeOn = (page: Page) => page.locator("#notice").innerText();

/** What was read aloud last. */
export const heard = (page: Page) => page.locator("#said").innerText();

/** In order, each by what it says: links of the summary above a form that was refused. */
export const mistakes = (page: Page) => page.locator("#summary a").allInnerTexts();

/** Until the page says so; a page without script is loaded again. */
export async function untilSaid(
  page: Page,
  text: string,
  { isPlain = false, timeoutMs = 20_000 }: { readonly isPlain?: boolean; readonly timeoutMs?: number } = {},
): Promise<string> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (isPlain) await page.reload();
    const said = await says(page);
    if (said.includes(text)) return said;
    assert.ok(performance.now() < deadline, `${page.url()} does not say "${text}" but: ${said}`);
    await pause(isPlain ? 500 : 100);
  }
}
