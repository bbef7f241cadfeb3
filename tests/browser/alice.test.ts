/** Alice's story, from the start page to her erasure: with script, and without. */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { endOtherSession, erase, keepAddress, takeCopy } from "./alices-account.ts";
import { aCoupon, deliver, fillBag, findTheCover, review } from "./alices-way.ts";
import { choose, fillIn, home, idIn, placeOrder, press, says, untilSaid, valueIn } from "./buying.ts";
import { signIn } from "./customers.ts";
import { linkInMail } from "./mail-link.ts";
import { chargesOf, openPage } from "./people.ts";

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

test.each([
  ["with script", true],
  ["without script", false],
] as const)(
  "Alice, who has an account, buys the cover with the address of her address book, and ends without one, %s",
  async (_, javaScriptEnabled) => {
    const isPlain = !javaScriptEnabled;
    const page = await openPage({ javaScriptEnabled });
    const alice = { email: `alice-${randomUUID()}@example.com`, password };
    const coupon = await aCoupon();

    await join(page, alice.email);
    await keepAddress(page);
    await findTheCover(page);
    await fillBag(page, coupon);
    const orderId = await buyAtHome(page, { isPlain });

    await page.goto("/account/orders");
    await page.locator("main tbody").getByRole("link").click();
    expect(idIn(page.url())).toBe(orderId);
    await deliver(orderId);
    await review(page);
    await endOtherSession(page, alice);
    await takeCopy(page, [alice.email, home["Street and number"], "It fits, and it is blue."]);
    await erase(page, alice);
  },
  180_000,
);

/** With what is known of her: she types nothing. */
async function buyAtHome(page: Page, { isPlain }: { readonly isPlain: boolean }): Promise<string> {
  await press(page, "Checkout");
  await page.waitForURL("**/checkout");
  const saved = page.locator("main").getByRole("radio", { name: home["Street and number"] });
  expect(await saved.isChecked()).toBe(true);
  await choose(page, "shippingMethod", "standard");
  await choose(page, "card", "tok_ok");
  const id = await placeOrder(page);
  const said = await untilSaid(page, "Confirmed", { isPlain });
  expect(said).toContain(home["Street and number"]);
  expect(said).toContain(home.Postcode);
  await expect.poll(() => chargesOf(id)).toBe(1);
  return id;
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
