/** Texts of others that want to be more than text: on no page is there an element that the view did not write. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { overflowOf } from "./accessible.ts";
import { choose, fillIn, home, placeOrder, putInBag } from "./buying.ts";
import { openPage, people } from "./people.ts";

const hostile = `"><img src=x onerror="window.isHacked=1"><svg/onload=alert(1)></script><script>window.isHacked=1</script>`;
const long = "W".repeat(180);

/** Errors of the console, the policy's among them, and requests to elsewhere fail the test by themselves. */
async function expectTame(page: Page, address: string): Promise<void> {
  await page.goto(address);
  expect(await page.evaluate("window.isHacked")).toBeUndefined();
  expect(
    await page.locator("[onerror], [onload], script:not([src]):not([type='application/ld+json'])").count(),
  ).toBe(0);
  expect(await page.locator("a[href^='javascript:' i]").count()).toBe(0);
  await page.setViewportSize({ width: 320, height: 800 });
  expect({ address, overflow: await overflowOf(page) }).toEqual({ address, overflow: 0 });
}

test("a product full of it is shown as it was written, wherever it is shown", async () => {
  const page = await openPage();
  page.on("dialog", (dialog) => void dialog.dismiss().then(() => expect.fail(dialog.message())));
  const admin = await people.logIn("admin");
  const id = `hostile-${randomUUID().slice(0, 8)}`;
  const sku = `${id}-1`;
  const product = {
    id,
    name: `${id} ${hostile}`.slice(0, 200),
    brand: `"><b>${"B".repeat(60)}`,
    description: `${hostile}\u202E ${long} ${"x ".repeat(2_000)}`,
    attributes: { [`a"b`]: hostile.slice(0, 100), color: "</script>" },
    options: [{ name: "color", values: [`"><i>red`, "blue"] }],
    categories: ["phone-cases"],
    status: "active",
    variants: [
      { sku, name: `<b>${long.slice(0, 60)}`, options: { color: `"><i>red` }, price: euros(1999), stock: 9 },
      { sku: `${id}-2`, name: "blue", options: { color: "blue" }, price: euros(1999), stock: 9 },
    ],
  };
  const { body } = await admin.importProducts({ body: `${JSON.stringify(product)}\n` });
  expect(body).toMatchObject({ created: 1, failed: 0, errors: [] });
  for (const address of [
    `/p/${id}`,
    `/search?q=${id}`,
    `/p/${id}/reviews`,
    "/c/phone-cases",
    `/search?q=${encodeURIComponent(hostile)}`,
  ])
    await expectTame(page, address);
  await page.setViewportSize({ width: 1280, height: 900 });
  await putInBag(page, sku);
  await expectTame(page, "/bag");
  await expectTame(page, "/checkout");
  await fillIn(page, {
    ...home,
    Name: hostile.slice(0, 90),
    "Street and number": `<b>${hostile.slice(0, 60)}`,
  });
  await choose(page, "shippingMethod", "standard");
  await choose(page, "card", "tok_ok");
  const orderId = await placeOrder(page);
  await expectTame(page, `/order/${orderId}`);
  await expectTame(page, `/order/${orderId}/invoice`);
});

test.each([
  "%00",
  "%E2%80%AE",
  "..%2f..%2fetc",
  "%22%3E%3Cimg%20onerror%3D1%3E",
  "x".repeat(1_000),
  "%F0%9F",
  "constructor",
  "__proto__",
])("an address with %s in it is a page, and no error of ours", async (part) => {
  const page = await openPage();
  for (const address of [
    `/p/${part}`,
    `/c/${part}`,
    `/order/${part}`,
    `/search?q=${part}`,
    `/search?sort=${part}&cursor=${part}&${part}=1`,
    `/p/66432?sku=${part}`,
  ]) {
    const answer = await page.goto(address);
    expect([address, answer?.status()]).toEqual([address, expect.toBeOneOf([200, 400, 404, 414])]);
    expect(answer?.headers()["content-type"]).toContain("text/html");
    expect(await page.locator("[onerror]").count()).toBe(0);
  }
});
