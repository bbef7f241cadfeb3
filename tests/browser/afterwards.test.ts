/** An order that goes on, links of mails that are too old, an account that ends: pages that keep nobody out. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { anOrder, newKey, untilFinal } from "../test-shop.ts";
import { findFaults } from "./accessible.ts";
import { fillIn, press, putInBag, says, untilSaid } from "./buying.ts";
import { openSignedIn } from "./customers.ts";
import { openPage, people } from "./people.ts";

/** Keeps all that is read aloud; gone with the page that it was read on. */
const listen = `{
  window.heard = [];
  const said = document.getElementById("said");
  new MutationObserver(() => window.heard.push(said.textContent)).observe(said, { childList: true });
}`;

test("a parcel leaves and money goes back: the page says so by itself, aloud, and so does the invoice", async () => {
  const { page, customer } = await openSignedIn();
  const sku = await people.sell(5);
  const { body: order } = await customer.placeOrder({
    body: anOrder(sku, { lines: [{ sku, quantity: 3 }] }),
    ...newKey(),
  });
  await untilFinal(customer, order.id);
  await page.goto(`/order/${order.id}`);
  await page.evaluate(listen);
  const staff = await people.staff();
  const params = { id: order.id };
  const parcel = { carrier: "DHL", trackingNumber: "JJD000390007814", lines: [{ sku, quantity: 1 }] };
  expect((await staff.shipOrder({ params, body: parcel, ...newKey() })).status).toBe(201);
  await untilSaid(page, "A part of it is on its way.");
  expect(await says(page)).toContain("DHL, tracking number JJD000390007814");
  await expect.poll(() => page.evaluate("window.heard.join()")).toContain("A parcel has left");
  const units = { lines: [{ sku, quantity: 1 }], reason: "One too many" };
  expect((await staff.refundOrder({ params, body: units, ...newKey() })).status).toBe(201);
  await untilSaid(page, "sent to your bank");
  await expect.poll(() => page.evaluate("window.heard.join()")).toContain("Money is on its way back to you");
  expect(await findFaults(page)).toEqual([]);
  await page.goto(`/order/${order.id}/invoice`);
  expect(await says(page)).toContain("Credit note");
  expect(await findFaults(page)).toEqual([]);
});

test("cancelling is asked once more; cancelled, the page says so and money goes back", async () => {
  const { page, customer } = await openSignedIn();
  const body = anOrder(await people.sell(5));
  const { body: order } = await customer.placeOrder({ body, ...newKey() });
  await untilFinal(customer, order.id);
  await page.goto(`/order/${order.id}`);
  await page.getByRole("link", { name: "Cancel this order" }).click();
  await expect.poll(() => says(page)).toContain("This cannot be taken back.");
  await press(page, "Yes, cancel it");
  await untilSaid(page, "You have cancelled it.");
  await untilSaid(page, "All of it goes back to you");
  expect(await findFaults(page)).toEqual([]);
});

test("with saved addresses and something in the bag, the checkout keeps nobody out", async () => {
  const { page, customer } = await openSignedIn();
  const { shippingAddress } = anOrder("any");
  for (const line1 of ["Main St 1", "Another St 2"]) {
    const body = { ...shippingAddress, line1 };
    expect((await customer.addAddress({ body })).status).toBe(201);
  }
  await putInBag(page, await people.sell(5));
  await page.goto("/checkout");
  expect(await page.locator(`main [name="address"]`).count()).toBe(3);
  expect(await findFaults(page)).toEqual([]);
});

test("a link of a mail that is not good any more says so, and leads to another", async () => {
  const page = await openPage();
  await page.goto(`/verify-email?token=${randomUUID()}`);
  await press(page, "Confirm my address");
  await expect.poll(() => says(page)).toContain("This link is not good any more");
  expect(await findFaults(page)).toEqual([]);
  await page.goto(`/reset-password?token=${randomUUID()}`);
  await fillIn(page, { "New password": "five green lamps of the sea" });
  await press(page, "Change my password");
  await expect.poll(() => says(page)).toContain("This link is not good any more");
  expect(await findFaults(page)).toEqual([]);
  await page.getByRole("link", { name: "Send me another link" }).click();
  await page.waitForURL("**/forgot-password");
});

test("an account that is erased by its page is closed, and the page says how far that is", async () => {
  const { page, customer } = await openSignedIn();
  await page.goto("/account/data");
  await fillIn(page, { "Your password": customer.password });
  await page.getByLabel("I want my account to be erased").check();
  await press(page, "Erase my account");
  await page.waitForURL((url) => url.pathname.startsWith("/erasure/"));
  expect(await says(page)).toContain("Your account is closed.");
  expect(await findFaults(page)).toEqual([]);
  await page.goto("/account");
  await page.waitForURL((url) => url.pathname === "/sign-in");
});
