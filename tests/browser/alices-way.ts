/** What Alice does on her way, whether she has an account or not. */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { choose, fillIn, press, says } from "./buying.ts";
import { people } from "./people.ts";

/** One tenth off. */
export async function aCoupon(): Promise<string> {
  const code = `ALICE-${randomUUID().slice(0, 8).toUpperCase()}`;
  const admin = await people.logIn("admin");
  expect((await admin.createCoupon({ body: { code, kind: "percent", value: 10 } })).status).toBe(201);
  return code;
}

export async function findTheCover(page: Page): Promise<void> {
  const main = page.locator("main");
  await page.goto("/");
  for (const category of ["Electronics", "Phones & Tablets", "Phone Covers"])
    await main.getByRole("link", { name: category }).first().click();
  await page.waitForURL("**/c/phone-cases");
  const filters = main.locator("#filters");
  if (!(await filters.isVisible())) await main.getByText("Filter", { exact: true }).click();
  for (const name of ["brand", "attributes.color"])
    await filters.locator(`input[name="${name}"]`).first().check();
  await filters.getByRole("button", { name: "Show products" }).click();
  await page.waitForURL(/brand=.*attributes\.color=|attributes\.color=.*brand=/);
  expect(await main.locator("article").count()).toBeGreaterThan(0);

  await page.locator("header").getByRole("searchbox").fill("phone cver");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?q=phone/);
  expect(await says(page)).toContain("Soft-Touch Phone Cover");

  const byId = await page.goto("/products/66432");
  const address = page.url();
  expect([byId?.status(), new URL(address).pathname]).toEqual([200, expect.stringMatching(/^\/p\/[a-z-]+/)]);
  await page.goto("/p/66432");
  expect(page.url()).toBe(address);
  expect(await page.locator("main h1").innerText()).toBe("Soft-Touch Phone Cover");
}

export async function fillBag(page: Page, coupon: string): Promise<void> {
  await page.locator("main").getByRole("radio", { name: /blue/i }).check();
  await press(page, "Add to bag");
  await page.locator("#notice").getByText("is in your bag").waitFor();
  await page.goto("/bag");
  expect(await says(page)).toMatch(/blue/i);
  await page.locator('main input[name="quantity"]').first().fill("2");
  await press(page, "Update");
  await expect.poll(() => page.locator('main input[name="was"]').first().inputValue()).toBe("2");
  await fillIn(page, { Coupon: coupon });
  await press(page, "Use it");
  await page.getByText(`Coupon ${coupon}`).waitFor();
  expect(await says(page)).toContain("Discount");
}

export async function deliver(orderId: string): Promise<void> {
  const staff = await people.logIn("admin");
  const params = { id: orderId };
  const { body } = await staff.shipOrder({
    params,
    body: { carrier: "DHL", trackingNumber: "JJD000390007814" },
    idempotencyKey: randomUUID(),
  });
  for (const { id: shipmentId } of body.shipments)
    await staff.deliverShipment({ params: { ...params, shipmentId } });
}

export async function review(page: Page): Promise<void> {
  await page.goto("/p/66432");
  await page.goto(new URL(`${page.url()}/review`).pathname);
  const title = `As described ${randomUUID().slice(0, 6)}`;
  await choose(page, "rating", "5");
  await fillIn(page, { Title: title, "Your review": "It fits, and it is blue." });
  await press(page, "Publish your review");
  await page.getByText(title).first().waitFor();
  const own = page.locator("main article, main li").filter({ hasText: title }).first();
  // That it was delivered is on its way to those who show reviews.
  await expect
    .poll(async () => {
      await page.reload();
      return own.innerText();
    })
    .toContain("Bought here");
}
