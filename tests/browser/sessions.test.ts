/** Who is signed in where: in every tab at once, or in none. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import {
  fillIn,
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
type Person = Pick<Customer, "email" | "password">;

/** Signed in in one of them, all show the account. */
async function signInAll([first, ...rest]: readonly Page[], customer: Person): Promise<void> {
  await signIn(first!, customer);
  await Promise.all(rest.map((tab) => tab.goto("/account/details")));
  for (const tab of rest) expect(await says(tab)).toContain(customer.email);
}

/** Each tab is told to sign in, and shows nothing of whoever was signed in. */
async function expectAllEnded(all: readonly Page[], { email }: Person): Promise<void> {
  await Promise.all(all.map((tab) => tab.goto("/account/details")));
  for (const tab of all) {
    expect(new URL(tab.url()).pathname).toBe("/sign-in");
    expect(await tab.content()).not.toContain(email);
  }
}

test(
  "signing out, a password chosen anew and another role each end all twenty tabs at once; the way back shows nothing",
  { timeout: 120_000 },
  async () => {
    const customer = await people.customer();
    const first = await openPage();
    const rest = await Promise.all(Array.from({ length: tabs - 1 }, () => openTab(first)));
    const all = [first, ...rest];

    await signInAll(all, customer);
    await press(first, "Sign out");
    await first.waitForURL((url) => url.pathname === "/sign-in");
    expect(await noticeOn(first)).toContain("You are signed out.");
    await first.goBack();
    await first.waitForURL((url) => url.pathname === "/sign-in");
    await expectAllEnded(all, customer);

    await signInAll(all, customer);
    const anew = { ...customer, password: "five green lamps of the sea" };
    await chooseAnew(anew);
    await expectAllEnded(all, customer);

    await signInAll(all, anew);
    const role = { params: { id: customer.id }, body: { roles: ["staff" as const] } };
    expect((await (await people.staff()).updateUser(role)).status).toBe(200);
    await expectAllEnded(all, customer);
  },
);

/** By a mail, in another browser. */
async function chooseAnew({ email, password }: Person): Promise<void> {
  const page = await openPage();
  await page.goto("/forgot-password");
  await fillIn(page, { "E-mail": email });
  await press(page, "Send me a link");
  await page.goto(await linkInMail(email, /\/reset-password\?token=[\w-]+/));
  await fillIn(page, { "New password": password });
  await press(page, "Change my password");
  await expect.poll(() => noticeOn(page)).toContain("Your password is changed");
}

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
