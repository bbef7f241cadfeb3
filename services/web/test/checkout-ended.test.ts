/** Who is signed out in the middle of a checkout, or cannot be told from nobody. */
import { euros } from "@shop/contracts/language/values";
import type { FakeCall } from "@shop/testing/fake-service";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { standard } from "./a-bag.ts";
import { alice, express, keyIn, order, place, typedIn } from "./a-checkout.ts";
import { runWeb, type RunningWeb } from "./running-web.ts";

let web: RunningWeb;

beforeAll(async () => {
  web = await runWeb();
});
beforeEach(() => {
  web.order.answer("listCartDeliveries", { version: 1, items: [standard, express] });
});
afterAll(() => web[Symbol.asyncDispose]());
afterEach(() => web.reset());

const placed = (): readonly FakeCall[] => web.order.asked("placeOrder");

test("a session that ends in the middle loses nothing: one goes on as a guest with the same things", async () => {
  const visitor = web.browserOf();
  const page = await visitor.open("/checkout");
  web.people.sessions.clear();
  const ended = await place(page, { ...alice, city: "Bonn", card: "tok_slow" });
  expect([ended.status, placed()]).toEqual([400, []]);
  expect(ended.text).toContain("Nothing you typed is lost");
  expect(ended.all('main a[href="/sign-in?to=/checkout"]')).toHaveLength(1);
  const shown = await ended.submit("/checkout", {}, "Go on as a guest");
  expect(shown.status).toBe(200);
  expect(typedIn(shown)).toMatchObject({ city: ["Bonn"], card: ["tok_slow"], email: ["alice@example.com"] });
  expect(web.order.asked("setCartLine").map(({ body }) => body)).toEqual([{ quantity: 1 }]);
  expect(visitor.cookies.get("badge")?.value).toBe("1.out");
  expect((await place(shown, {})).path).toBe(`/order/${order.id}`);
});

test("while nobody can become a guest, what was typed stays on the page", async () => {
  const visitor = web.browserOf();
  const page = await visitor.open("/checkout");
  web.people.sessions.clear();
  const ended = await place(page, { ...alice, city: "Bonn" });
  web.user.setAway(true);
  const kept = await ended.submit("/checkout", {}, "Go on as a guest");
  expect([kept.status, typedIn(kept)["city"]]).toEqual([503, ["Bonn"]]);
  web.user.setAway(false);
});

test("who is signed out before it is known whether the order was placed is not led into a second one", async () => {
  const visitor = web.browserOf();
  const page = await visitor.open("/checkout");
  web.order.refuse("placeOrder", { status: 504, code: "request.timeout" });
  const unheard = await place(page);
  web.people.sessions.clear();
  web.order.answer("placeOrder", order);
  const ended = await place(unheard, {});
  expect(ended.text).toContain("It may have been. Sign in as before");
  expect(ended.text).not.toContain("Go on as a guest");
  const insisted = await visitor.post("/checkout", { key: keyIn(ended), open: "yes", do: "guest" });
  expect(placed()).toHaveLength(1);
  expect(insisted.text).toContain("It may have been. Sign in as before");
  visitor.cookies.set("session", { value: web.people.openSession(), attributes: {} });
  expect((await place(ended, {})).path).toBe(`/order/${order.id}`);
  expect(placed().at(-1)?.headers["idempotency-key"]).toBe(`"${keyIn(page)}"`);
});

test.each([
  ["nothing was asked, as a field is missing", { line1: "" }, undefined],
  ["it came too soon", {}, { status: 429, code: "rate.limited", retryAfterS: 1 }],
  ["it was not understood", {}, { status: 400, code: "request.invalid", errors: [] }],
])("that an order may have been placed is not forgotten when %s", async (_, typed, refused) => {
  const visitor = web.browserOf();
  const page = await visitor.open("/checkout");
  web.order.refuse("placeOrder", { status: 504, code: "request.timeout" });
  const unheard = await place(page);
  if (refused) web.order.refuse("placeOrder", refused);
  const again = await place(unheard, typed);
  expect(again.status).toBeGreaterThanOrEqual(400);
  expect(again.text).not.toContain("not placed");
  web.people.sessions.clear();
  const ended = await place(again, alice);
  expect(ended.text).toContain("It may have been. Sign in as before");
});

test("what the shop says of the order itself says as well that none was placed", async () => {
  const visitor = web.browserOf();
  const page = await visitor.open("/checkout");
  web.order.refuse("placeOrder", { status: 504, code: "request.timeout" });
  const unheard = await place(page);
  web.order.refuse("placeOrder", { status: 409, code: "order.too_large" });
  const again = await place(unheard, {});
  web.people.sessions.clear();
  expect((await place(again, alice)).text).toContain("Go on as a guest");
});

test("or signs in in another tab, and presses again", async () => {
  const visitor = web.browserOf();
  const page = await visitor.open("/checkout");
  web.people.sessions.clear();
  const ended = await place(page);
  visitor.cookies.set("session", { value: web.people.openSession(), attributes: {} });
  expect((await place(ended, {})).path).toBe(`/order/${order.id}`);
});

test("while nobody can say who it is, nothing is lost either", async () => {
  // Of staff no earlier token counts.
  const visitor = web.browserOf({ role: "staff" });
  const page = await visitor.open("/checkout");
  web.user.setAway(true);
  const again = await place(page, { ...alice, city: "Bonn", shippingMethod: "express" });
  expect([again.status, placed()]).toEqual([503, []]);
  expect(again.text).toContain("We cannot see just now who you are");
  web.user.setAway(false);
  expect((await place(again, {})).path).toBe(`/order/${order.id}`);
  expect(placed()[0]?.body).toMatchObject({ shippingMethod: "express", expectedTotal: euros(3289) });
});
