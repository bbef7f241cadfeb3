/** A bag that changes in place: whoever was at a button is still there, and what has changed is said aloud. */
import { expect, test } from "vitest";
import { fillIn, heard, noticeOn, press, putInBag, says } from "./buying.ts";
import { people } from "./people.ts";
import { isAt, isSame, openInPlace } from "./in-place.ts";

test("another quantity in the bag: the sums are others, one is still at the button, and it is said aloud", async () => {
  const sku = await people.sell(5, 1000);
  const page = await openInPlace("/bag", (opened) => putInBag(opened, sku));
  await fillIn(page, { Quantity: "3" });
  const update = page.locator("main").getByRole("button", { name: "Update" });
  await update.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".totals").innerText()).toContain("€30.00");
  expect([await isSame(page), await isAt(page), new URL(page.url()).pathname]).toEqual([
    true,
    "Update",
    "/bag",
  ]);
  await expect.poll(() => heard(page)).not.toBe("");
  expect(await page.locator("[data-badge=bag]").innerText()).toBe("3");
  await page.goBack();
  expect(new URL(page.url()).pathname).toBe("/help");
});

test("Enter in a quantity changes it, and one is still in it", async () => {
  const sku = await people.sell(5, 1000);
  const page = await openInPlace("/bag", (opened) => putInBag(opened, sku));
  await fillIn(page, { Quantity: "2" });
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".totals").innerText()).toContain("€20.00");
  expect(await page.evaluate("document.activeElement.name")).toBe("quantity");
});

test("a line that is taken out leaves nobody nowhere, and an empty bag says so", async () => {
  const [one, other] = [await people.sell(5), await people.sell(5)];
  const page = await openInPlace("/bag", async (opened) => {
    await putInBag(opened, one);
    await putInBag(opened, other);
  });
  const lines = page.locator("main li.line");
  for (const left of [1, 0]) {
    await lines.last().getByRole("button", { name: "Remove" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => lines.count()).toBe(left);
    expect([await isSame(page), await isAt(page)]).toEqual([true, "bag"]);
  }
  expect(await says(page)).toContain("Your bag is empty");
  expect(await page.locator("[data-badge=bag]").innerText()).toBe("");
});

test("put into the bag: said aloud and above, counted in the header, and the product stays", async () => {
  const sku = await people.sell(5);
  const page = await openInPlace(`/p/${sku}`);
  const address = page.url();
  const add = page.getByRole("button", { name: "Add to bag" });
  await add.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => heard(page)).toContain("is in your bag.");
  expect(await noticeOn(page)).toContain("is in your bag.");
  expect([await isSame(page), await isAt(page), page.url()]).toEqual([true, "Add to bag", address]);
  expect(await page.locator("[data-badge=bag]").innerText()).toBe("1");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator("[data-badge=bag]").innerText()).toBe("2");
});

test("a quantity that cannot be is said with what it must be, and nothing is put in", async () => {
  const page = await openInPlace(`/p/${await people.sell(5)}`);
  await fillIn(page, { Quantity: "0" });
  await press(page, "Add to bag");
  await expect.poll(() => noticeOn(page)).toBe("The quantity must be a whole number from 1 to 99.");
  expect(await page.locator("[data-badge=bag]").innerText()).toBe("");
});

test("no answer came: it is said, what was typed stays, and nothing is sent a second time", async () => {
  const page = await openInPlace(`/p/${await people.sell(5)}`);
  let sent = 0;
  await page.route("**/bag/lines", (route) => {
    sent++;
    return route.abort("connectionreset");
  });
  await fillIn(page, { Quantity: "4" });
  await press(page, "Add to bag");
  await expect
    .poll(() => page.locator("#notice [role=alert]").innerText())
    .toContain("No answer came. Please look whether it was done, and try again.");
  expect([sent, await page.locator("[name=quantity]").inputValue()]).toEqual([1, "4"]);
  await page.unroute("**/bag/lines");
  await press(page, "Add to bag");
  await expect.poll(() => page.locator("[data-badge=bag]").innerText()).toBe("4");
});

test("a refusal that is a page of its own is told where one is, and what was typed stays", async () => {
  const sku = await people.sell(5);
  const page = await openInPlace(`/p/${sku}`);
  const refused = await page.request.post("/bag/lines", {
    form: { sku, quantity: "4" },
    headers: { "sec-fetch-site": "cross-site" },
  });
  expect([refused.status(), refused.headers()["content-type"]]).toEqual([403, "text/html; charset=utf-8"]);
  await page.route("**/bag/lines", (route) => route.fulfill({ response: refused }));
  await fillIn(page, { Quantity: "4" });
  await press(page, "Add to bag");
  await expect.poll(() => page.locator("#notice [role=alert]").innerText()).toMatch(/\w.*\.$/);
  expect([await isSame(page), await page.locator("[name=quantity]").inputValue()]).toEqual([true, "4"]);
});
