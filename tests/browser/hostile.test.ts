/** Texts of others that want to be more than text: on no page is there an element that the view did not write. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { overflowOf } from "./accessible.ts";
import { choose, fillIn, home, placeOrder, press, putInBag, valueIn } from "./buying.ts";
import { signIn } from "./customers.ts";
import { openPage, people } from "./people.ts";
import { load } from "./staff.ts";

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
  await load(people, product);
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

test("a category that is called so is a heading, a way and a breadcrumb, and nothing else", async () => {
  const page = await openPage();
  const admin = await people.staff();
  const slug = `hostile-${randomUUID().slice(0, 8)}`;
  const name = `${hostile} ${long}`.slice(0, 200);
  const { status } = await admin.createCategory({ body: { name, slug, position: 999_999 } });
  expect(status).toBe(201);
  const product = { id: slug, name: `Thing ${slug}`, status: "active", categories: [slug] };
  const variants = [{ sku: slug, options: {}, price: euros(1999), stock: 9 }];
  await load(people, { ...product, variants });
  for (const address of ["/", `/c/${slug}`, `/p/${slug}`, `/search?q=${slug}`]) {
    await expectTame(page, address);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect({ address, overflow: await overflowOf(page) }).toEqual({ address, overflow: 0 });
  }
});

test("a customer who is called so, lives so and reviews so is shown as it was typed", async () => {
  const page = await openPage();
  const customer = await people.customer();
  await signIn(page, customer);
  await page.goto("/account/details");
  await fillIn(page, { Name: hostile.slice(0, 100) });
  await press(page, "Save");
  await expect.poll(() => page.locator("#notice").innerText()).toContain("Your name is changed.");
  await page.goto("/account/addresses/new");
  await fillIn(page, {
    "Full name": hostile,
    "Street and number": `${long}\u202E`,
    "Flat, floor, company": `</address>${hostile}`.slice(0, 190),
    Postcode: "10115",
    Town: `javascript:alert(1) ${hostile}`.slice(0, 190),
  });
  await press(page, "Save");
  await page.waitForURL((url) => url.pathname === "/account/addresses");
  const sku = await people.sell(5);
  await page.goto(`/p/${sku}/review`);
  await choose(page, "rating", "5");
  await fillIn(page, { Title: hostile.slice(0, 190), "Your review": `${hostile}\n${long.repeat(20)}\u202E` });
  await press(page, "Publish your review");
  await page.waitForURL((url) => url.pathname.endsWith("/reviews"));
  await putInBag(page, sku);
  const addresses = [
    `/p/${sku}`,
    `/p/${sku}/reviews`,
    `/p/${sku}/review`,
    "/account",
    "/account/details",
    "/account/addresses",
    "/account/sessions",
    "/checkout",
    "/sign-in",
  ];
  for (const address of addresses) await expectTame(page, address);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/account");
  expect(await page.locator("h1").innerText()).toContain(`"><img src=x`);
});

test("a coupon and a search that are written so are in their fields again, and nothing else", async () => {
  const page = await openPage();
  await putInBag(page, await people.sell(5));
  await page.goto("/bag");
  await fillIn(page, { Coupon: hostile.slice(0, 60) });
  await press(page, "Use it");
  await page.waitForSelector("#summary");
  expect(await page.evaluate("[window.isHacked, document.querySelectorAll('[onerror]').length]")).toEqual([
    undefined,
    0,
  ]);
  expect(await valueIn(page, "Coupon")).toBe(hostile.slice(0, 60));
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await overflowOf(page)).toBe(0);
  await page.goto("/help");
  await page.getByRole("searchbox").fill(`${hostile}${"x".repeat(50_000)}`.slice(0, 200));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/search");
  expect(await page.evaluate("[window.isHacked, document.querySelectorAll('[onerror]').length]")).toEqual([
    undefined,
    0,
  ]);
  expect(await overflowOf(page)).toBe(0);
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
