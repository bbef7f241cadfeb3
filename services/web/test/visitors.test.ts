/** Who somebody is, by the cookies of their browser. */
import { examples } from "@shop/contracts/examples";
import { cover } from "@shop/contracts/catalog/examples";
import { ordersApi } from "@shop/contracts/order/orders";
import { cartsApi } from "@shop/contracts/order/carts";
import { sessionDays } from "@shop/contracts/user/browser-sessions";
import { refusal, type FakeCall } from "@shop/testing/fake-service";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runWeb, type RunningWeb } from "./running-web.ts";

let web: RunningWeb;

beforeAll(async () => {
  web = await runWeb();
});
afterAll(() => web[Symbol.asyncDispose]());
afterEach(() => web.reset());

const cart = cartsApi.getCart.reply.parse(examples.getCart?.reply);
const order = ordersApi.getOrder.reply.parse(examples.getOrder?.reply);
const line = cart.lines[0]!;
const holding = (quantity: number) => ({ ...cart, lines: quantity === 0 ? [] : [{ ...line, quantity }] });
const credentials = { email: "alice@example.com", password: "three quiet green lamps" };
type Browser = ReturnType<RunningWeb["browser"]>;

const signIn = (browser: Browser, to = "/account") =>
  browser.post("/sign-in", { ...credentials, ...(to !== "/account" && { to }) });

const tokenIn = ({ headers }: FakeCall): string => String(headers["authorization"]).replace("Bearer ", "");

test("looking at pages gives nobody a cookie", async () => {
  const visitor = web.browser();
  for (const path of ["/sign-in", "/register", "/account", "/account/orders", "/bag", "/forgot-password"])
    expect((await visitor.open(path)).headers["set-cookie"]).toBeUndefined();
  expect(visitor.cookies.size).toBe(0);
  expect(web.user.asked("enterAsGuest")).toEqual([]);
});

test("a session that has ended is forgotten by the browser, and the next page is nobody's", async () => {
  const alice = web.browserOf();
  web.people.sessions.clear();
  const page = await alice.open("/account");
  expect(page.path).toBe("/sign-in?to=/account&after=ended");
  expect(page.text).toContain("You were signed out, or away for too long");
  expect(alice.cookies.has("session")).toBe(false);
  const next = await alice.open("/account");
  expect(next.path).toBe("/sign-in?to=/account");
  expect(web.user.asked("giveBrowserToken")).toHaveLength(1);
});

test.each(["forged", "x".repeat(4_000), "%00%FF", "../../internal", "a b"])(
  "nobody is asked about what cannot be a secret: %s",
  async (secret) => {
    const page = await web.browser().send("/account", { headers: { cookie: `session=${secret}` } });
    expect([page.status, page.path]).toEqual([200, "/sign-in?to=/account&after=ended"]);
    expect(web.user.asked("giveBrowserToken")).toEqual([]);
  },
);

test("while the user service is away the last token counts, for those who have no powers", async () => {
  const alice = web.browserOf();
  await alice.open("/account/orders");
  web.user.setAway(true);
  const page = await alice.open("/account/orders");
  expect([page.status, page.heading]).toEqual([200, "Your orders"]);
  web.user.setAway(false);

  const sam = web.browserOf({ role: "staff" });
  await sam.open("/account/orders");
  web.user.setAway(true);
  const refused = await sam.open("/account/orders");
  expect(refused.status).toBe(503);
  expect(refused.text).toContain("You are not signed out");
  expect(sam.cookies.has("session")).toBe(true);
});

test("the last token counts no longer than it is good", async () => {
  const alice = web.browserOf({ expiresIn: 1 });
  await alice.open("/account/orders");
  web.user.setAway(true);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const page = await alice.open("/account/orders");
  expect(page.status).toBe(503);
  expect(alice.cookies.has("session")).toBe(true);
});

test("whoever cannot be asked who they are is made no guest: what they have would be taken from them", async () => {
  const alice = web.browserOf();
  web.user.setAway(true);
  const page = await alice.post("/bag/lines", { sku: line.sku });
  expect(page.status).toBe(503);
  web.user.setAway(false);
  expect(web.user.asked("enterAsGuest")).toEqual([]);
  expect(alice.cookies.has("session")).toBe(true);
});

test("a sign-in makes a new cookie, and what the old one opened has ended", async () => {
  const guest = web.browserOf({ role: "guest" });
  const before = guest.cookies.get("session")?.value ?? "";
  await signIn(guest);
  const after = guest.cookies.get("session");
  expect(after?.value).not.toBe(before);
  expect(after?.attributes).toMatchObject({ httponly: "", samesite: "Lax", path: "/" });
  expect(web.people.sessions.has(before)).toBe(false);
});

test("a browser keeps the cookie as long as a session can last, and the pages say how long that is", async () => {
  const alice = web.browser();
  await signIn(alice);
  const { idle, most } = sessionDays;
  expect(alice.cookies.get("session")?.attributes).toMatchObject({ "max-age": String(most * 24 * 3_600) });
  const privacy = await alice.open("/privacy");
  expect(privacy.texts("tr").find((row) => row.startsWith("session"))).toContain(
    `Until you sign out or have not come for ${idle} days, ${most} days at most`,
  );
  expect((await web.browser().open("/bag")).text).toContain(`when you come back within ${idle} days`);
});

test("a guest whose session has ended is not told to sign in by an account that they may not have", async () => {
  const guest = web.browserOf({ role: "guest" });
  web.people.sessions.clear();
  expect((await guest.open("/bag")).text).toContain("without one, begin a new bag");
});

test("by https the cookie is one that no other host can have set", async () => {
  const visitor = web.browser({ isSecure: true });
  await signIn(visitor);
  expect(visitor.cookies.get("__Host-session")?.attributes).toHaveProperty("secure");
  expect(visitor.cookies.has("session")).toBe(false);
});

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

test("who signs out is forgotten here and there, with the guest that they were", async () => {
  const alice = web.browserOf({ role: "guest" });
  web.order.setAway(true);
  await signIn(alice);
  web.order.setAway(false);
  const page = await alice.post("/sign-out", {});
  expect(page.path).toBe("/sign-in?after=signed-out");
  expect(page.text).toContain("You are signed out.");
  expect([...alice.cookies.keys()]).toEqual([]);
  expect(web.user.asked("endBrowserSession")).toHaveLength(2);
});

test("who signs out while the shop cannot be told is forgotten here, and is told so", async () => {
  const alice = web.browserOf();
  web.user.setAway(true);
  const page = await alice.post("/sign-out", {});
  expect(page.heading).toBe("You are signed out here");
  expect([...alice.cookies.keys()]).toEqual([]);
});
