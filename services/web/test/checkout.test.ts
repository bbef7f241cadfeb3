import { euros } from "@shop/contracts/language/values";
import { refusal, type FakeCall } from "@shop/testing/fake-service";
import type { PlainBrowser } from "@shop/testing/plain-browser";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { cart, standard } from "./a-bag.ts";
import { alice, express, keyIn, order, place, saved, typedIn } from "./a-checkout.ts";
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

const guest = (): PlainBrowser => web.browserOf({ role: "guest" });
const placed = (): readonly FakeCall[] => web.order.asked("placeOrder");

test("whoever has nothing in the bag is led to it", async () => {
  expect((await web.browser().open("/checkout")).path).toBe("/bag");
  web.order.answer("getCart", { ...cart, lines: [] });
  expect((await guest().open("/checkout")).path).toBe("/bag");
});

test("the page has all figures, and each way to send it with its price, its days and what it comes to", async () => {
  const page = await guest().open("/checkout");
  expect([page.status, page.heading]).toEqual([200, "Checkout"]);
  expect(page.text).toContain("Standard €4.90, 2 to 4 days, in all €24.89");
  expect(page.text).toContain("Express €12.90, 2 to 4 days, in all €32.89");
  expect(page.text).toContain("Total €24.89 Tax in it, 19 % €3.97");
  expect(page.text).toContain("Have an account? Sign in (in a new tab)");
  expect(typedIn(page)).toMatchObject({ country: ["DE"], shippingMethod: ["standard"], card: ["tok_ok"] });
});

test("no way out of the form takes the place of what is typed", async () => {
  const page = await guest().open("/checkout");
  const ways = page.all("main a").map(({ attrs }) => Object.fromEntries(attrs.map((a) => [a.name, a.value])));
  expect(ways).toEqual([
    { href: "/sign-in?to=/checkout", target: "_blank", rel: "noopener" },
    { href: "/bag", target: "_blank", rel: "noopener" },
  ]);
  expect(page.texts("main a").every((text) => text.endsWith("(in a new tab)"))).toBe(true);
});

test("an order is placed with what was typed, what was seen and a key, and leads to its page", async () => {
  const page = await guest().open("/checkout");
  const next = await place(page);
  expect(next.path).toBe(`/order/${order.id}`);
  const [call] = placed();
  expect(call?.headers["idempotency-key"]).toBe(`"${keyIn(page)}"`);
  expect(call?.body).toEqual({
    contact: order.contact,
    shippingAddress: order.shippingAddress,
    shippingMethod: "standard",
    payment: { method: "card", token: "tok_ok" },
    expectedTotal: euros(2489),
  });
});

test("another way to send it is another total that was seen", async () => {
  await place(await guest().open("/checkout"), { ...alice, shippingMethod: "express", card: "tok_slow" });
  expect(placed()[0]?.body).toMatchObject({ shippingMethod: "express", expectedTotal: euros(3289) });
});

test("all that is wrong is said at once, each with a link to its field, and all that was typed stays", async () => {
  const page = await guest().open("/checkout");
  const typed = { ...alice, email: "no address", line1: "", city: "", postalCode: "1".repeat(21) };
  const again = await place(page, typed);
  expect(again.status).toBe(400);
  expect(again.texts("[data-focus] a")).toEqual([
    "E-mail must be an e-mail address",
    "Enter street and number",
    "Enter city",
    expect.stringContaining("Postcode"),
  ]);
  for (const link of again.all("[data-focus] a")) {
    const id = link.attrs.find(({ name }) => name === "href")!.value.slice(1);
    expect(again.all(`[id="${id}"]`)).toHaveLength(1);
  }
  expect(typedIn(again)).toMatchObject(Object.fromEntries(Object.entries(typed).map(([k, v]) => [k, [v]])));
  expect(keyIn(again)).toBe(keyIn(page));
  expect(placed()).toEqual([]);
});

test("a postcode that a country needs is asked for, and the right one places the order", async () => {
  web.order.answer("placeOrder", (call: FakeCall) =>
    (call.body as { shippingAddress: { postalCode?: string } }).shippingAddress.postalCode
      ? order
      : refusal({
          status: 400,
          code: "request.invalid",
          errors: [{ path: "shippingAddress.postalCode", message: "is required in this country" }],
        }),
  );
  const page = await guest().open("/checkout");
  expect(page.texts('label[for="postalCode"]')).toEqual(["Postcode"]);
  expect(page.texts("#postalCode-hint")).toEqual(["Empty only where the country has none"]);
  const again = await place(page, { ...alice, postalCode: "" });
  expect([again.status, again.texts("[data-focus] a")]).toEqual([400, ["Enter postcode"]]);
  expect((await place(again, { postalCode: "10115" })).path).toBe(`/order/${order.id}`);
});

test("the ways to another country are shown by a button that loses nothing and orders nothing", async () => {
  const page = await guest().open("/checkout");
  web.order.answer("listCartDeliveries", ({ query }: FakeCall) => ({
    version: 1,
    items: query["country"] === "FR" ? [express] : [standard],
  }));
  const shown = await page.submit(
    "/checkout",
    { ...alice, line1: "", country: "FR" },
    "Show how it can be sent there",
  );
  expect(shown.status).toBe(200);
  expect(shown.texts("[data-focus]")).toEqual([]);
  expect(typedIn(shown)).toMatchObject({ name: ["Alice"], country: ["FR"], shippingMethod: ["express"] });
  expect(placed()).toEqual([]);
});

test("a country that nobody ships to says so", async () => {
  const page = await guest().open("/checkout");
  web.order.answer("listCartDeliveries", { version: 1, items: [] });
  const shown = await page.submit("/checkout", { ...alice, country: "AQ" }, "show");
  expect(shown.text).toContain("We do not ship this to Antarctica");
  const again = await place(shown);
  expect([again.status, placed()]).toEqual([400, []]);
});

test("a saved address is chosen from the address book, and what is typed is not asked for", async () => {
  web.user.answer("listAddresses", { items: [saved], next: null });
  const page = await web.browserOf().open("/checkout");
  expect(typedIn(page)).toMatchObject({ address: ["home"], email: ["alice@example.com"], name: ["Alice"] });
  expect((await place(page, {})).path).toBe(`/order/${order.id}`);
  expect(placed()[0]?.body).toMatchObject({ shippingAddress: order.shippingAddress });
  expect(web.order.asked("listCartDeliveries")[0]?.query).toMatchObject({
    country: "DE",
    postalCode: "10115",
  });
});

test("an address that is in the book no more is told", async () => {
  web.user.answer("listAddresses", { items: [saved], next: null });
  const page = await web.browserOf().open("/checkout");
  web.user.answer("listAddresses", { items: [{ ...saved, id: "other" }], next: null });
  const again = await place(page, {});
  expect([again.status, again.texts("#address-fault")]).toEqual([
    400,
    ["Address is not in your address book any more"],
  ]);
});

test("while the address book cannot be read, a chosen address is not said to be gone, and another can be typed", async () => {
  web.user.answer("listAddresses", { items: [saved], next: null });
  const page = await web.browserOf().open("/checkout");
  web.user.refuse("listAddresses", { status: 503, code: "user.unavailable" });
  const again = await place(page, {});
  expect([again.status, placed()]).toEqual([503, []]);
  expect(again.text).toContain("your saved addresses cannot be read just now");
  expect(again.texts("#address-fault")).toEqual([]);
  const typed = await place(again, { ...alice, address: "new" });
  expect(typed.path).toBe(`/order/${order.id}`);
});

test("another card is tried with the address of the order that could not be paid", async () => {
  const before = { ...order, contact: { email: "bob@example.com", name: "Bob" }, shippingMethod: "express" };
  web.order.answer("getOrder", before);
  const page = await guest().open("/checkout?from=order-1");
  expect(typedIn(page)).toMatchObject({
    email: ["bob@example.com"],
    name: ["Bob"],
    recipient: ["Alice"],
    line1: ["Main St 1"],
    shippingMethod: ["express"],
  });
});

test("a key that no page has made, and a card that there is not, place nothing", async () => {
  const visitor = guest();
  const page = await visitor.open("/checkout");
  const entries = {
    ...alice,
    shippingMethod: "standard",
    seen: "standard:2489:EUR",
    card: "tok_ok",
    do: "place",
  };
  for (const wrong of [
    { key: "x" },
    { key: keyIn(page), card: "tok_stolen" },
    { key: keyIn(page), seen: "standard:9e9:EUR" },
  ]) {
    const again = await visitor.post("/checkout", { ...entries, ...wrong });
    expect(again.status).toBe(400);
  }
  expect(placed()).toEqual([]);
});
