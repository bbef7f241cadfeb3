/** What is typed into a checkout is kept, and so is the bag, whatever somebody does on the way to the last button. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { findFaults } from "./accessible.ts";
import {
  fillIn,
  goToCheckout,
  home,
  noticeOn,
  placeOrder,
  press,
  putInBag,
  says,
  valueIn,
} from "./buying.ts";
import { signIn } from "./customers.ts";
import { chargesOf, openPage, people } from "./people.ts";
import { ordersOf, setStock } from "./staff.ts";

/** The tab that a link says it opens. */
async function openedBy(page: Page, link: string): Promise<Page> {
  const opening = page.waitForEvent("popup");
  await page
    .locator("main")
    .getByRole("link", { name: `${link} (in a new tab)` })
    .click();
  return opening;
}

test.each([true, false])(
  "the bag is changed on the way, and nothing that was typed is lost (script: %s)",
  async (javaScriptEnabled) => {
    const page = await openPage({ javaScriptEnabled });
    await putInBag(page, await people.sell(5));
    await goToCheckout(page);
    const bag = await openedBy(page, "Change your bag");
    await fillIn(bag, { Quantity: "2" });
    await press(bag, "Update");
    await expect.poll(() => bag.locator(".totals").innerText()).toContain("€39.98");
    await press(page, "Place order");
    await expect.poll(() => noticeOn(page)).toContain("The total is now");
    const typed = [await valueIn(page, "Street and number"), await valueIn(page, "City")];
    expect(typed).toEqual([home["Street and number"], home.City]);
    const id = await placeOrder(page);
    await expect.poll(() => chargesOf(id)).toBe(1);
  },
);

test("a guest signs in on the way, and places the order that was typed before", async () => {
  const page = await openPage();
  const sku = await people.sell(5);
  await putInBag(page, sku);
  await goToCheckout(page);
  expect(await findFaults(page)).toEqual([]);
  await signIn(await openedBy(page, "Sign in"), await people.customer());
  expect(await valueIn(page, "City")).toBe(home.City);
  const id = await placeOrder(page);
  await page.goto("/account/orders");
  expect(await page.locator(`main a[href="/order/${id}"]`).count()).toBe(1);
  expect(await ordersOf(people, sku)).toBe(1);
});

test("the cookie is gone: one signs in as told, and buys the same things with all that was typed", async () => {
  const page = await openPage();
  const sku = await people.sell(5);
  await putInBag(page, sku);
  await goToCheckout(page);
  await page.context().clearCookies();
  await press(page, "Place order");
  await expect.poll(() => noticeOn(page)).toContain("Nothing you typed is lost");
  await signIn(await openedBy(page, "Sign in"), await people.customer());
  await press(page, "Place order");
  await expect.poll(() => says(page)).toContain("What you wanted to buy is not in this bag.");
  expect(await findFaults(page)).toEqual([]);
  await press(page, "Put it into this bag");
  await expect.poll(() => says(page)).toContain("1 × Thing");
  expect(await valueIn(page, "City")).toBe(home.City);
  await placeOrder(page);
  expect(await ordersOf(people, sku)).toBe(1);
});

test("Enter in a field takes nothing out of the bag when the order was refused; the button does, and says so", async () => {
  const page = await openPage();
  const sku = await people.sell(5);
  await putInBag(page, sku, 4);
  await goToCheckout(page);
  await setStock(people, sku, 3);
  await press(page, "Place order");
  await expect.poll(() => noticeOn(page)).toContain("cannot be bought as it is");
  await page.getByLabel("City").press("Enter");
  await expect.poll(() => noticeOn(page)).toBe("");
  expect(await page.locator("[data-badge=bag]").innerText()).toBe("4");
  expect(await says(page)).toContain("Only 3 left");
  await press(page, "Go on with what there is");
  await expect.poll(() => noticeOn(page)).toContain("Your bag has only what there is now.");
  expect([await page.locator("[data-badge=bag]").innerText(), await valueIn(page, "City")]).toEqual([
    "3",
    home.City,
  ]);
});
