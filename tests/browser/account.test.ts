/** Whatever is somebody's own: pages that keep nobody out, and what they say when something is not right. */
import { randomUUID } from "node:crypto";
import { codeOf } from "@shop/testing/app-code";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { anOrder, newKey } from "../test-shop.ts";
import { findFaults } from "./accessible.ts";
import { fillIn, mistakes, noticeOn, press, says } from "./buying.ts";
import { openSignedIn } from "./customers.ts";
import { openPage, people, shop } from "./people.ts";

/** By address, what is wrong with its page; nothing where all is as it should be. */
async function lookOver(
  page: Page,
  addresses: readonly string[],
): Promise<Record<string, readonly string[]>> {
  const seen: Record<string, readonly string[]> = {};
  for (const address of addresses) {
    await page.goto(address);
    const faults = await findFaults(page);
    if (faults.length > 0) seen[address] = faults;
  }
  return seen;
}

test("ways in keep nobody out: to sign in, register, confirm, choose a password, find an order", async () => {
  const page = await openPage();
  expect(
    await lookOver(page, [
      "/sign-in",
      "/sign-in?after=signed-out",
      "/register",
      "/register?sent=yes",
      "/verify-email?token=x",
      "/verify-email",
      "/forgot-password",
      "/forgot-password?sent=yes",
      "/reset-password?token=x",
      "/reset-password",
      "/find-order",
      "/find-order?sent=yes",
      `/order/${randomUUID()}`,
      `/erasure/${randomUUID()}?access=x`,
    ]),
  ).toEqual({});
});

test("an account with nothing in it keeps nobody out, and says what could be in it", async () => {
  const { page } = await openSignedIn();
  expect(
    await lookOver(page, ["/account", "/account/orders", "/account/addresses", "/account/addresses/new"]),
  ).toEqual({});
  await page.goto("/account/orders");
  expect(await says(page)).toContain("No orders yet");
  await page.locator("main").getByRole("link", { name: "Look around" }).click();
  await page.waitForURL(`${shop.gatewayUrl}/`);
});

test("an account with much in it keeps nobody out", async () => {
  const { page, customer } = await openSignedIn();
  const sku = await people.sell(5);
  for (let count = 0; count < 2; count++)
    expect((await customer.placeOrder({ body: anOrder(sku), ...newKey() })).status).toBe(201);
  await page.goto("/account/addresses/new");
  const address = { "Full name": "Ana", "Street and number": "Main St 1", Postcode: "10115", Town: "Berlin" };
  await fillIn(page, address);
  await press(page, "Save");
  await expect.poll(() => noticeOn(page)).toContain("The address is saved.");
  expect(
    await lookOver(page, [
      "/account",
      "/account/orders",
      "/account/addresses",
      "/account/details",
      "/account/sessions",
      "/account/second-factor",
      "/account/data",
    ]),
  ).toEqual({});
});

test("orders that are filtered to none have a way back to all, and the choice is in the address", async () => {
  const { page, customer } = await openSignedIn();
  const sku = await people.sell(5);
  expect((await customer.placeOrder({ body: anOrder(sku), ...newKey() })).status).toBe(201);
  await page.goto("/account/orders");
  await page.evaluate("window.isSame = true");
  await page.locator("#status").selectOption("delivered");
  await press(page, "Show these");
  await expect.poll(() => says(page)).toContain("None of your orders is here as: Delivered.");
  expect(await page.evaluate("[location.search, window.isSame]")).toEqual(["?status=delivered", true]);
  await page.locator("main .empty").getByRole("link", { name: "All orders" }).click();
  await expect.poll(() => page.locator("main tbody tr").count()).toBe(1);
});

test("a second factor: set up by a picture or a text, refused with a wrong code, asked for at the sign-in", async () => {
  const { page, customer } = await openSignedIn();
  await page.goto("/account/second-factor");
  await press(page, "Begin");
  await page.waitForSelector(".secret");
  expect(await findFaults(page)).toEqual([]);
  const uri = await page.locator(".secret code").innerText();
  await fillIn(page, { Code: "000000" });
  await press(page, "Confirm");
  await page.waitForSelector("#summary");
  expect(await mistakes(page)).toEqual(["Code is not right: is the clock of your phone?"]);
  await fillIn(page, { Code: codeOf(uri) });
  await press(page, "Confirm");
  await page.waitForSelector(".codes");
  expect(await findFaults(page)).toEqual([]);
  const code = await page.locator(".codes code").first().innerText();
  expect(await lookOver(page, ["/account/second-factor"])).toEqual({});
  const other = await openPage();
  await other.goto("/sign-in");
  await fillIn(other, { "E-mail": customer.email, Password: customer.password });
  await press(other, "Sign in");
  await expect.poll(() => says(other)).toContain("One more step");
  expect(await findFaults(other)).toEqual([]);
  await fillIn(other, { Code: "000000" });
  await press(other, "Go on");
  await expect.poll(() => noticeOn(other)).toContain("This code is not right");
  await fillIn(other, { Code: code });
  await press(other, "Go on");
  await other.waitForURL("**/account");
});
