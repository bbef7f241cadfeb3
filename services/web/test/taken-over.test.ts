/** What a guest had in the bag becomes theirs who has signed in, and they are told so once. */
import { examples } from "@shop/contracts/examples";
import { cover } from "@shop/contracts/catalog/examples";
import { ordersApi } from "@shop/contracts/order/orders";
import { cartsApi } from "@shop/contracts/order/carts";
import { refusal, type FakeCall } from "@shop/testing/fake-service";
import { expect, test } from "vitest";
import { type RunningWeb, useWeb } from "./running-web.ts";

const web = await useWeb();

const cart = cartsApi.getCart.reply.parse(examples.getCart?.reply);
const order = ordersApi.getOrder.reply.parse(examples.getOrder?.reply);
const line = cart.lines[0]!;
const holding = (quantity: number) => ({ ...cart, lines: quantity === 0 ? [] : [{ ...line, quantity }] });
const credentials = { email: "alice@example.com", password: "three quiet green lamps" };
type Browser = ReturnType<RunningWeb["browser"]>;

const signIn = (browser: Browser, to = "/account") =>
  browser.post("/sign-in", { ...credentials, ...(to !== "/account" && { to }) });

const tokenIn = ({ headers }: FakeCall): string => String(headers["authorization"]).replace("Bearer ", "");

test("a guest's bag comes along, the next page says what was added, and only that one", async () => {
  const guest = web.browserOf({ role: "guest" });
  web.order.answer("getCart", holding(1));
  web.order.answer("claimCart", { ...holding(4), notTaken: [] });
  const page = await signIn(guest);
  expect(page.path).toBe("/account");
  expect(page.text).toContain("3 things that you chose before you signed in are in your bag now.");
  expect(guest.cookies.get("badge")?.value).toBe("4.in");
  expect((await guest.open("/account")).text).not.toContain("before you signed in");
  const claim = web.order.asked("claimCart")[0]!;
  expect(claim.body).toEqual({ guestToken: expect.stringMatching(/^token-/) });
  expect(tokenIn(claim)).not.toBe((claim.body as { guestToken: string }).guestToken);
});

test("the bag's page tells of it, too, and of what did not fit", async () => {
  const guest = web.browserOf({ role: "guest" });
  web.order.answer("getCart", holding(98));
  const notTaken = [{ sku: line.sku, quantity: 2, reason: "too_many" }];
  web.order.answer("claimCart", { ...holding(99), notTaken });
  const page = await signIn(guest, "/bag");
  expect(page.path).toBe("/bag");
  expect(page.text).toContain("One thing that you chose before you signed in is in your bag now.");
  expect(page.text).toContain("2 more did not fit into it.");
});

test.each([
  `/p/${cover.slug}/review`,
  `/order/${order.id}`,
  "/account/addresses/new",
  "/account/details",
  // Leads on to where the list begins.
  "/account/orders?cursor=of-another-list",
])("%s tells of it once, too", async (to) => {
  const guest = web.browserOf({ role: "guest" });
  web.order.answer("getCart", holding(0));
  web.order.answer("claimCart", { ...holding(2), notTaken: [] });
  web.order.answer("listOrders", ({ query }: FakeCall) =>
    query["cursor"] === undefined
      ? { items: [], next: null }
      : refusal({ status: 400, code: "request.invalid_cursor" }),
  );
  const page = await signIn(guest, to);
  expect(page.text).toContain("2 things that you chose before you signed in are in your bag now.");
  expect((await guest.open("/account")).text).not.toContain("before you signed in");
});

test.each([
  ["at the sign-in", false],
  ["by one of the next pages", true],
])("what was taken over %s is not forgotten by a page that does not show it", async (_, isLate) => {
  const guest = web.browserOf({ role: "guest" });
  web.order.answer("getCart", holding(0));
  web.order.answer("claimCart", { ...holding(2), notTaken: [] });
  if (isLate) web.order.refuse("claimCart", { status: 503, code: "service.starting" });
  await signIn(guest, "/help");
  if (isLate) web.order.answer("claimCart", { ...holding(2), notTaken: [] });
  await guest.open("/sign-in");
  await guest.post("/bag/lines", { sku: line.sku, to: "/help" });
  const page = await guest.open("/account");
  expect(page.text).toContain("2 things that you chose before you signed in are in your bag now.");
});

test("a bag that could not be taken over at the sign-in is taken over by one of the next pages", async () => {
  const guest = web.browserOf({ role: "guest" });
  const secret = guest.cookies.get("session")?.value ?? "";
  web.order.setAway(true);
  const page = await signIn(guest);
  expect([page.status, page.heading]).toEqual([200, "Hello, Alice"]);
  // It is kept for the next page, and the guest is not ended with the bag in its hands.
  expect(guest.cookies.get("guest")?.value).toBe(secret);
  expect(web.people.sessions.has(secret)).toBe(true);

  web.order.setAway(false);
  web.order.answer("getCart", holding(0));
  web.order.answer("claimCart", { ...holding(2), notTaken: [] });
  const next = await guest.open("/account");
  expect(next.text).toContain("2 things that you chose before you signed in are in your bag now.");
  expect(guest.cookies.get("badge")?.value).toBe("2.in");
  expect(guest.cookies.has("guest")).toBe(false);
  expect(web.people.sessions.has(secret)).toBe(false);
  expect((await guest.open("/account")).text).not.toContain("before you signed in");
});

test.each([
  ["is being bought beside another one", "cart.in_checkout"],
  ["many are changing at once", "request.busy"],
])("a bag that %s is not let go, and comes along later", async (_, code) => {
  const guest = web.browserOf({ role: "guest" });
  const secret = guest.cookies.get("session")?.value ?? "";
  web.order.answer("claimCart", () => refusal({ status: 409, code }));
  await signIn(guest);
  expect(guest.cookies.get("guest")?.value).toBe(secret);
  expect(web.people.sessions.has(secret)).toBe(true);
  web.order.answer("claimCart", { ...holding(2), notTaken: [] });
  await guest.open("/account");
  expect(guest.cookies.get("badge")?.value).toBe("2.in");
  expect(web.people.sessions.has(secret)).toBe(false);
});

test("a guest whose bag is nobody's any more is let go", async () => {
  const guest = web.browserOf({ role: "guest" });
  web.order.answer("claimCart", () => refusal({ status: 400, code: "cart.bad_guest_token" }));
  await signIn(guest);
  expect(guest.cookies.has("guest")).toBe(false);
  expect(guest.cookies.has("claimed")).toBe(false);
});
