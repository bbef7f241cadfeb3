/** Who is signed in where: in every tab at once, or in none. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import {
  goToCheckout,
  home,
  noticeOn,
  placeOrder,
  press,
  putInBag,
  says,
  untilSaid,
  valueIn,
} from "./buying.ts";
import { signIn, type Customer } from "./customers.ts";
import { linkInMail } from "./mail-link.ts";
import { openPage, openTab, people } from "./people.ts";

const tabs = 20;

/** One browser, in whose tabs somebody looks at an account. */
async function openTabs(customer: Customer): Promise<readonly Page[]> {
  const first = await openPage();
  await signIn(first, customer);
  const rest = await Promise.all(Array.from({ length: tabs - 1 }, () => openTab(first)));
  await Promise.all(rest.map((tab) => tab.goto("/account/details")));
  for (const tab of rest) expect(await says(tab)).toContain(customer.email);
  return [first, ...rest];
}

/** Each tab is told to sign in, and shows nothing of whoever was signed in. */
async function expectAllEnded(all: readonly Page[], { email }: Customer): Promise<void> {
  await Promise.all(all.map((tab) => tab.goto("/account/details")));
  for (const tab of all) {
    expect(new URL(tab.url()).pathname).toBe("/sign-in");
    expect(await tab.content()).not.toContain(email);
  }
}

test("signed out in one tab is signed out in all twenty; the way back shows nothing private", async () => {
  const customer = await people.customer();
  const [first, ...rest] = await openTabs(customer);
  await press(first!, "Sign out");
  await first!.waitForURL((url) => url.pathname === "/sign-in");
  expect(await noticeOn(first!)).toContain("You are signed out.");
  await first!.goBack();
  await first!.waitForURL((url) => url.pathname === "/sign-in");
  expect(await first!.content()).not.toContain(customer.email);
  await expectAllEnded(rest, customer);
});

test("a password that was forgotten and chosen anew ends all twenty tabs at once", async () => {
  const customer = await people.customer();
  const all = await openTabs(customer);
  const elsewhere = await openPage();
  await elsewhere.goto("/forgot-password");
  await elsewhere.getByLabel("E-mail").fill(customer.email);
  await press(elsewhere, "Send me a link");
  await elsewhere.goto(await linkInMail(customer.email, /\/reset-password\?token=[\w-]+/));
  await elsewhere.getByLabel("New password").fill("five green lamps of the sea");
  await press(elsewhere, "Change my password");
  await expect.poll(() => noticeOn(elsewhere)).toContain("Your password is changed");
  await expectAllEnded(all, customer);
});

test("another role ends all twenty tabs at once", async () => {
  const customer = await people.customer();
  const all = await openTabs(customer);
  const admin = await people.staff();
  const { status } = await admin.updateUser({ params: { id: customer.id }, body: { roles: ["staff"] } });
  expect(status).toBe(200);
  await expectAllEnded(all, customer);
});

/** Signed in and before the last button, when the session ends elsewhere. */
async function endedAtCheckout() {
  const customer = await people.customer();
  const page = await openPage();
  await signIn(page, customer);
  const sku = await people.sell(5);
  await putInBag(page, sku);
  await goToCheckout(page);
  expect((await customer.endSessions()).status).toBe(204);
  await press(page, "Place order");
  await expect.poll(() => noticeOn(page)).toContain("Nothing you typed is lost");
  expect(await valueIn(page, "Street and number")).toBe(home["Street and number"]);
  return { customer, page, sku };
}

test("signed out in the middle of the checkout, one goes on as a guest with all that was typed", async () => {
  const { page, sku } = await endedAtCheckout();
  await press(page, "Go on as a guest");
  await expect.poll(() => noticeOn(page)).toContain("You go on as a guest.");
  expect(await says(page)).toContain(sku);
  expect(await valueIn(page, "City")).toBe(home.City);
  await placeOrder(page);
  await untilSaid(page, "Confirmed");
});

test("or signs in in another tab, and presses again in the first", async () => {
  const { page, customer, sku } = await endedAtCheckout();
  const opening = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Sign in (in a new tab)" }).click();
  const tab = await opening;
  await tab.waitForURL((url) => url.pathname === "/sign-in");
  await signIn(tab, customer);
  await placeOrder(page);
  expect(await untilSaid(page, "Confirmed")).toContain(sku);
  const { body } = await (await people.staff()).listAllOrders({ query: { sku } });
  expect(body.items.map(({ contact }) => contact.email)).toEqual([home["E-mail"]]);
});

test("seven tabs follow their orders, and an eighth page loads and follows its own", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await goToCheckout(page, "tok_ok");
  await placeOrder(page);
  const address = page.url();
  const opened = [page];
  for (let count = 1; count < 8; count++) {
    await turnAway(opened.at(-1)!);
    const tab = await openTab(page);
    await tab.goto(address);
    opened.push(tab);
  }
  await untilSaid(opened.at(-1)!, "Confirmed");
  await turnAway(opened.at(-1)!);
  await turnTo(page);
  await untilSaid(page, "Confirmed");
  await page.goto("/help");
  expect(await page.locator("h1").innerText()).toContain("Help");
});

/** What a browser does when another tab is looked at; headless, all of them are. */
const turnAway = (page: Page) => see(page, false);
const turnTo = (page: Page) => see(page, true);
const see = (page: Page, isSeen: boolean) =>
  page.evaluate(`(() => {
    Object.defineProperty(document, "hidden", { configurable: true, value: ${!isSeen} });
    document.dispatchEvent(new Event("visibilitychange"));
  })()`);
