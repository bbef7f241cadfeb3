/** What keeps somebody from buying is said where it is; nothing that was typed is lost, and there is a way on. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { anOrder, newKey } from "../test-shop.ts";
import { findFaults } from "./accessible.ts";
import {
  fillIn,
  goToCheckout,
  heard,
  home,
  idIn,
  mistakes,
  noticeOn,
  placeOrder,
  press,
  putInBag,
  says,
  valueIn,
} from "./buying.ts";
import { chargesOf, openPage, people } from "./people.ts";
import { offerCoupon, ordersOf, setPrice, setStock, takeOffSale } from "./staff.ts";

/** Somebody with a thing in the bag, before the last button. */
async function atCheckout(quantity = 1): Promise<{ readonly page: Page; readonly sku: string }> {
  const page = await openPage();
  const sku = await people.sell(5);
  await putInBag(page, sku, quantity);
  await goToCheckout(page);
  return { page, sku };
}

const line = (page: Page) => page.locator("main li.line").innerText();

test("an empty bag has a way on", async () => {
  const page = await openPage();
  await page.goto("/bag");
  expect(await says(page)).toContain("Your bag is empty");
  expect(await findFaults(page)).toEqual([]);
  await page.locator("main").getByRole("link", { name: "Look around" }).click();
  await page.waitForURL((url) => url.pathname === "/");
});

test("sold out and fewer left are said at the line, and nothing of it can be ordered", async () => {
  const page = await openPage();
  const sku = await people.sell(2);
  await putInBag(page, sku, 2);
  await setStock(people, sku, 1);
  await page.goto("/bag");
  expect(await line(page)).toContain("Only 1 left. Take 1 or fewer.");
  await setStock(people, sku, 0);
  await page.reload();
  expect(await line(page)).toContain("Sold out. Take it out, or come back later.");
  expect(await findFaults(page)).toEqual([]);
  await press(page, "Checkout");
  await expect.poll(() => noticeOn(page)).toContain("Something in your bag cannot be bought as it is.");
  expect(new URL(page.url()).pathname).toBe("/bag");
});

test("what is no longer on sale is said at the line; taken out, the rest can be bought", async () => {
  const page = await openPage();
  const [gone, kept] = [await people.sell(5), await people.sell(5)];
  await putInBag(page, gone);
  await putInBag(page, kept);
  await takeOffSale(people, gone);
  await page.goto("/bag");
  const lines = page.locator("main li.line");
  const row = lines.filter({ hasText: gone });
  expect(await row.innerText()).toContain("No longer on sale. Take it out to go on.");
  await row.getByRole("button", { name: "Remove" }).click();
  await expect.poll(() => lines.count()).toBe(1);
  await press(page, "Checkout");
  await page.waitForURL("**/checkout");
});

test("a price that has changed is said at the line, up and down", async () => {
  const page = await openPage();
  const sku = await people.sell(5, 1999);
  await putInBag(page, sku);
  await setPrice(people, sku, 2555);
  await page.goto("/bag");
  expect(await line(page)).toContain("The price went up from €19.99 to €25.55.");
  await setPrice(people, sku, 1555);
  await page.reload();
  expect(await line(page)).toContain("The price went down from €19.99 to €15.55.");
  expect(await noticeOn(page)).toContain("Something has changed since you last changed your bag.");
});

test("another total than the one that was seen: both figures, no order; pressed again, one order", async () => {
  const { page, sku } = await atCheckout();
  await setPrice(people, sku, 2999);
  await press(page, "Place order");
  await expect.poll(() => noticeOn(page)).toContain("The total is now €34.89. You saw €24.89.");
  expect(await findFaults(page)).toEqual([]);
  expect([await ordersOf(people, sku), await valueIn(page, "City")]).toEqual([0, home.City]);
  const id = await placeOrder(page);
  await expect.poll(() => chargesOf(id)).toBe(1);
});

test("sold out at the last moment: what was typed is kept, and nothing is left to go on with", async () => {
  const { page, sku } = await atCheckout();
  await setStock(people, sku, 0);
  await press(page, "Place order");
  await expect.poll(() => noticeOn(page)).toContain("cannot be bought as it is");
  expect(await says(page)).toContain("Sold out");
  expect(await valueIn(page, "Street and number")).toBe(home["Street and number"]);
  await press(page, "Go on with what there is");
  await expect.poll(() => says(page)).toContain("Your bag is empty");
});

test("fewer at the last moment: what there is can be ordered, with all that was typed", async () => {
  const { page, sku } = await atCheckout(4);
  await setStock(people, sku, 3);
  await press(page, "Place order");
  await expect.poll(() => says(page)).toContain("Only 3 left");
  await press(page, "Go on with what there is");
  await expect.poll(() => says(page)).toContain("3 × Thing");
  expect(await valueIn(page, "E-mail")).toBe(home["E-mail"]);
  expect(await placeOrder(page)).not.toBe("");
});

test("a coupon that is none is said at its field, in the bag", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await page.goto("/bag");
  await fillIn(page, { Coupon: "NO-SUCH-CODE" });
  await press(page, "Use it");
  await page.waitForSelector("#summary");
  expect(await mistakes(page)).toEqual(["Coupon does not exist"]);
  expect(await valueIn(page, "Coupon")).toBe("NO-SUCH-CODE");
  expect(await findFaults(page)).toEqual([]);
});

test("a coupon that was used up meanwhile: no order, and one goes on without it", async () => {
  const page = await openPage();
  const sku = await people.sell(5);
  const code = await offerCoupon(people, 1);
  await putInBag(page, sku);
  await page.goto("/bag");
  await fillIn(page, { Coupon: code });
  await press(page, "Use it");
  await expect.poll(() => says(page)).toContain(`Coupon ${code}`);
  await goToCheckout(page);
  expect(await says(page)).toContain("−€2.00");
  const faster = await people.guest();
  const body = anOrder(await people.sell(5), { coupon: code });
  expect((await faster.placeOrder({ body, ...newKey() })).status).toBe(201);
  await press(page, "Place order");
  await expect.poll(() => noticeOn(page)).toContain(`No order was placed: coupon ${code} has been used up.`);
  expect([await ordersOf(people, sku), await valueIn(page, "Name")]).toEqual([0, "Alice"]);
  await press(page, "Go on without the coupon");
  await expect.poll(() => says(page)).not.toContain("−€2.00");
  expect(idIn(page.url())).toBe("");
  expect(await placeOrder(page)).not.toBe("");
});

test("where nothing is sent to is said, and another country helps", async () => {
  const { page } = await atCheckout();
  await page.locator("#country").selectOption("AQ");
  await press(page, "Show how it can be sent there");
  await expect.poll(() => says(page)).toContain("We do not ship this to Antarctica. Choose another country.");
  expect(await valueIn(page, "City")).toBe(home.City);
  await page.locator("#country").selectOption("AT");
  await press(page, "Show how it can be sent there");
  await expect.poll(() => page.locator(`input[name="shippingMethod"]`).count()).toBeGreaterThan(0);
});

test("a quantity that is none is said above and at its line, and what was typed stays", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await page.goto("/bag");
  await fillIn(page, { Quantity: "100" });
  await press(page, "Update");
  await page.waitForSelector("#summary");
  expect(await mistakes(page)).toEqual([expect.stringContaining("must be a whole number from 0 to 99")]);
  expect(await valueIn(page, "Quantity")).toBe("100");
  expect(await page.evaluate("document.activeElement.id")).toBe("summary");
});

test("more than a bag holds of one thing is said on the product's page, aloud too, and nothing is put in", async () => {
  const page = await openPage();
  const sku = await people.sell(500);
  await putInBag(page, sku, 60);
  await page.goto(`/p/${sku}`);
  await fillIn(page, { Quantity: "60" });
  await press(page, "Add to bag");
  await expect.poll(() => noticeOn(page)).toContain("More than 99 of one thing do not fit into a bag.");
  expect(await page.locator("#notice [role=alert]").count()).toBe(1);
  expect(await heard(page)).toBe("");
  expect(await page.locator("[data-badge=bag]").innerText()).toBe("60");
});
