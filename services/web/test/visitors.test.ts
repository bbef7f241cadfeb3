/** Who somebody is, by the cookies of their browser. */
import { examples } from "@shop/contracts/examples";
import { cartsApi } from "@shop/contracts/order/carts";
import { sessionDays } from "@shop/contracts/user/browser-sessions";
import { expect, test } from "vitest";
import { type RunningWeb, useWeb } from "./running-web.ts";

const web = await useWeb();

const cart = cartsApi.getCart.reply.parse(examples.getCart?.reply);
const line = cart.lines[0]!;
const credentials = { email: "alice@example.com", password: "three quiet green lamps" };
type Browser = ReturnType<RunningWeb["browser"]>;

const signIn = (browser: Browser, to = "/account") =>
  browser.post("/sign-in", { ...credentials, ...(to !== "/account" && { to }) });

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
