/** Alice's story, from the start page to her erasure: with script, and without. */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { endOtherSession, erase, keepAddress, takeCopy } from "./alices-account.ts";
import { choose, fillIn, home, placeOrder, press, says, untilSaid, valueIn } from "./buying.ts";
import { signIn } from "./customers.ts";
import { linkInMail } from "./mail-link.ts";
import { chargesOf, openPage, people } from "./people.ts";

const password = "three quiet green lamps";

test.each([
  ["with script", true],
  ["without script", false],
] as const)(
  "Alice finds the cover, buys it as a guest, follows it, and ends with an account and without one, %s",
  async (_, javaScriptEnabled) => {
    const isPlain = !javaScriptEnabled;
    const page = await openPage({ javaScriptEnabled });
    const email = `alice-${randomUUID()}@example.com`;
    const coupon = await aCoupon();

    await findTheCover(page);
    await fillBag(page, coupon);
    const orderId = await buy(page, { email, isPlain });

    await openMail(page, email);
    await join(page, email);
    await page.goto(`/order/${orderId}`);
    expect(await says(page)).toContain("The order belongs to your account now");
    await page.goto("/account/orders");
    expect(await page.locator("main tbody tr").count()).toBe(1);

    await deliver(orderId);
    await review(page);
    await keepAddress(page);
    await endOtherSession(page, { email, password });
    await takeCopy(page, [email, "It fits, and it is blue."]);
    await erase(page, { email, password });
  },
  180_000,
);

/** One tenth off. */
async function aCoupon(): Promise<string> {
  const code = `ALICE-${randomUUID().slice(0, 8).toUpperCase()}`;
  const admin = await people.logIn("admin");
  expect((await admin.createCoupon({ body: { code, kind: "percent", value: 10 } })).status).toBe(201);
  return code;
}

async function findTheCover(page: Page): Promise<void> {
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

async function fillBag(page: Page, coupon: string): Promise<void> {
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

async function buy(page: Page, { email, isPlain }: { readonly email: string; readonly isPlain: boolean }) {
  await press(page, "Checkout");
  await page.waitForURL("**/checkout");
  await fillIn(page, { ...home, "E-mail": email, Postcode: "" });
  await choose(page, "shippingMethod", "standard");
  await choose(page, "card", "tok_ok");
  await press(page, "Place order");
  await page.locator("#summary").waitFor();
  expect(await page.locator('#summary a[href="#postalCode"]').count()).toBe(1);
  expect(await valueIn(page, "E-mail")).toBe(email);
  await fillIn(page, { Postcode: home.Postcode });
  const id = await placeOrder(page);
  await page.evaluate("window.isSame = true").catch(() => undefined);
  await untilSaid(page, "Confirmed", { isPlain });
  if (!isPlain) expect(await page.evaluate("window.isSame")).toBe(true);
  await expect.poll(() => chargesOf(id)).toBe(1);
  return id;
}

/** Where she bought it, and on another device, which is asked whether it is hers. */
async function openMail(page: Page, email: string): Promise<void> {
  const path = await linkInMail(email, /\/order\/[\w-]+/);
  await page.goto(path);
  const said = await says(page);
  expect(said).toContain("Confirmed");
  const number = /Order (\w{10})/.exec(said)?.[1] ?? "";

  const phone = await openPage();
  await phone.goto(path);
  expect(await says(phone)).toContain("We cannot show you this order");
  await phone.getByRole("main").getByRole("link", { name: "Find an order" }).click();
  await fillIn(phone, { "Order number": number, "E-mail": email });
  await press(phone, "Send me a link");
  await phone.goto(await linkInMail(email, /\/order\/[\w-]+\?\S+/));
  expect(await says(phone)).toContain(`Order ${number}`);
}

async function join(page: Page, email: string): Promise<void> {
  await page.goto("/register");
  await fillIn(page, { Name: "Alice", "E-mail": email, Password: password });
  await press(page, "Register");
  await page.getByText("Look into your mails").first().waitFor();
  await page.goto(await linkInMail(email, /\/verify-email\?token=[\w-]+/));
  await press(page, "Confirm my address");
  await page.getByText("Your address is confirmed.").waitFor();
  await signIn(page, { email, password });
}

async function deliver(orderId: string): Promise<void> {
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

async function review(page: Page): Promise<void> {
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
