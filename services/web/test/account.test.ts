/** What a customer has here, at a glance, and their orders, by what they see. */
import { examples } from "@shop/contracts/examples";
import { ordersApi } from "@shop/contracts/order/orders";
import type { SavedAddress } from "@shop/contracts/user/addresses";
import { refusal } from "@shop/testing/fake-service";
import { describe, expect, test } from "vitest";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const order = ordersApi.getOrder.reply.parse(examples.getOrder?.reply);
const home: SavedAddress = {
  id: "home",
  name: "Alice",
  line1: "1 Sea Road",
  line2: "Second floor",
  city: "Berlin",
  postalCode: "10115",
  country: "DE",
  isDefault: true,
  version: 1,
};
const listOf = (...items: readonly unknown[]) => ({ items, next: null });

test.each([
  "/account",
  "/account/orders",
  "/account/addresses",
  "/account/addresses/new",
  "/account/addresses/home",
  "/account/sessions",
  "/account/details",
  "/account/second-factor",
  "/account/data",
])("%s is for whoever is signed in: nobody and guests are asked to, and come back", async (path) => {
  for (const visitor of [web.browser(), web.browserOf({ role: "guest" })]) {
    const page = await visitor.open(path);
    expect([page.path, page.heading]).toEqual([`/sign-in?to=${path}`, "Sign in"]);
    expect(page.headers["cache-control"]).toBe("no-store");
  }
  const page = await web.browserOf().open(path);
  expect(page.path).toBe(path);
  expect(page.headers["cache-control"]).toBe("no-store");
  expect(page.texts(".account-ways a")).toHaveLength(7);
});

describe("at a glance", () => {
  test("the latest orders, the address that is filled in, and whether there is a second factor", async () => {
    web.order.answer("listOrders", listOf(order));
    web.user.answer("listAddresses", listOf(home));
    web.user.answer("listSecondFactors", { ...listOf(), recoveryCodesLeft: 0 });
    const page = await web.browserOf().open("/account");
    expect(page.heading).toBe("Hello, Alice");
    expect(page.text).toContain(order.number);
    expect(page.text).toContain("1 Sea Road");
    expect(page.text).toContain("Your sign-in asks for a password only.");
  });

  test("what cannot be had just now says so, and the rest is there", async () => {
    web.order.setAway(true);
    web.user.answer("listAddresses", listOf(home));
    const page = await web.browserOf().open("/account");
    expect(page.status).toBe(200);
    expect(page.texts(".missing")).toEqual([
      "This cannot be shown just now. It is not lost: look again in a moment.",
    ]);
    expect(page.text).toContain("1 Sea Road");
  });
});

describe("orders", () => {
  test("by status, and page by page", async () => {
    web.order.answer("listOrders", { items: [order], next: "cursor-2" });
    const alice = web.browserOf();
    const page = await (await alice.open("/account/orders")).submit("/account/orders", { status: "shipped" });
    expect(page.path).toBe("/account/orders?status=shipped");
    expect(web.order.asked("listOrders").at(-1)?.query).toMatchObject({ status: "shipped" });
    const next = await page.follow("Next page");
    expect(next.path).toBe("/account/orders?status=shipped&cursor=cursor-2");
    expect((await next.follow("First page")).path).toBe("/account/orders?status=shipped");
  });

  test("none says what to do, and what was chosen", async () => {
    web.order.answer("listOrders", listOf());
    const alice = web.browserOf();
    expect((await alice.open("/account/orders")).text).toContain("What you order is listed here.");
    const page = await alice.open("/account/orders?status=shipped");
    expect(page.text).toContain("None of your orders is here as: On its way.");
    expect((await alice.open("/account/orders?status=lost&utm_source=x")).status).toBe(200);
  });

  test("a cursor of another list leads to the first page", async () => {
    web.order.answer("listOrders", ({ query }: { query: Record<string, string> }) =>
      "cursor" in query ? refusal({ status: 400, code: "request.invalid" }) : listOf(order),
    );
    const page = await web.browserOf().open("/account/orders?cursor=forged");
    expect([page.path, page.status]).toEqual(["/account/orders", 200]);
  });

  test("that cannot be had just now: the page says so", async () => {
    web.order.setAway(true);
    const page = await web.browserOf().open("/account/orders");
    expect([page.status, page.texts(".missing").length]).toEqual([503, 1]);
  });
});
