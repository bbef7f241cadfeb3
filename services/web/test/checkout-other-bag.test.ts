/** What was to be bought is not in the bag any more, or the bag is another: nothing that was typed is lost. */
import type { PlainBrowser } from "@shop/testing/plain-browser";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { cart, line, standard } from "./a-bag.ts";
import { alice, keyIn, order, place, typedIn } from "./a-checkout.ts";
import { runWeb, type RunningWeb } from "./running-web.ts";

let web: RunningWeb;

const emptyCart = { ...cart, lines: [] };

beforeAll(async () => {
  web = await runWeb();
});
beforeEach(() => {
  web.order.answer("listCartDeliveries", { version: 1, items: [standard] });
});
afterAll(() => web[Symbol.asyncDispose]());
afterEach(() => web.reset());

const guest = (): PlainBrowser => web.browserOf({ role: "guest" });
const emptyBag = (): void => {
  web.order.answer("getCart", emptyCart);
  web.order.answer("listCartDeliveries", { version: 2, items: [] });
  web.order.refuse("placeOrder", { status: 409, code: "order.empty_cart" });
};
const fillBag = (): void => {
  web.order.answer("getCart", cart);
  web.order.answer("listCartDeliveries", { version: 3, items: [standard] });
  web.order.answer("placeOrder", order);
};

test("whose cookie is gone, and who signs in with an empty bag, goes on with the same things and all that was typed", async () => {
  const visitor = guest();
  const page = await visitor.open("/checkout");
  visitor.cookies.delete("session");
  const ended = await place(page);
  expect(ended.text).toContain("Nothing you typed is lost");
  visitor.cookies.set("session", { value: web.people.openSession(), attributes: {} });
  emptyBag();
  const again = await place(ended, {});
  expect([again.status, again.path]).toEqual([400, "/checkout"]);
  expect(again.text).toContain("What you wanted to buy is not in this bag.");
  expect(typedIn(again)).toMatchObject({ line1: ["Main St 1"], shippingMethod: ["standard"] });
  web.order.answer("setCartLine", () => {
    fillBag();
    return cart;
  });
  const shown = await again.submit("/checkout", {}, "Put it into this bag");
  const set = web.order.asked("setCartLine").map(({ params, body }) => [params["sku"], body]);
  expect(set).toEqual([[line.sku, { quantity: line.quantity }]]);
  expect(shown.texts(".notice").join()).toContain("is in this bag. Look at it once more");
  expect([shown.status, typedIn(shown)["city"], keyIn(shown)]).toEqual([200, ["Berlin"], keyIn(page)]);
  expect(visitor.cookies.get("badge")?.value).toBe("1.in");
  expect((await place(shown, {})).path).toBe(`/order/${order.id}`);
});

test("of a bag with other things in it the same is said, however often the page is shown again", async () => {
  const page = await guest().open("/checkout");
  web.order.answer("getCart", { ...cart, lines: [{ ...line, sku: "OTHER" }] });
  let again = page;
  for (const button of ["show", "show"]) {
    again = await again.submit("/checkout", alice, button);
    expect(again.text).toContain("What you wanted to buy is not in this bag.");
  }
  await again.submit("/checkout", {}, "Put it into this bag");
  expect(web.order.asked("setCartLine").map(({ params }) => params["sku"])).toEqual([line.sku]);
});

test("what was only changed meanwhile is not said to be missing", async () => {
  const two = { ...cart, lines: [line, { ...line, sku: "OTHER" }] };
  web.order.answer("getCart", two);
  const page = await guest().open("/checkout");
  web.order.answer("getCart", { ...cart, lines: [{ ...line, quantity: 3 }] });
  const shown = await page.submit("/checkout", alice, "show");
  expect(shown.text).not.toContain("not in this bag");
  expect(typedIn(shown)).toMatchObject({ sku: [line.sku], quantity: ["3"] });
});

test("what cannot be put in is said, and can be tried again", async () => {
  const page = await guest().open("/checkout");
  emptyBag();
  const again = await place(page);
  web.order.refuse("setCartLine", { status: 404, code: "cart.unknown_sku" });
  const shown = await again.submit("/checkout", {}, "Put it into this bag");
  expect(shown.texts(".notice").join()).toContain("Something could not be put into this bag");
  expect(typedIn(shown)).toMatchObject({ city: ["Berlin"], sku: [line.sku] });
});

test("when all is sold out, what was typed stays, and what is gone is not offered again", async () => {
  const page = await guest().open("/checkout");
  const gone = { ...line, available: false, standing: "sold_out" as const };
  web.order.answer("getCart", { ...cart, lines: [gone] });
  web.order.refuse("placeOrder", { status: 409, code: "order.unavailable" });
  const again = await place(page);
  web.order.answer("setCartLine", () => {
    emptyBag();
    return emptyCart;
  });
  const shown = await again.submit("/checkout", {}, "Go on with what there is");
  expect([shown.path, typedIn(shown)["city"]]).toEqual(["/checkout", ["Berlin"]]);
  expect(shown.texts(".notice").join()).toContain("Nothing in your bag can be bought any more.");
  expect(shown.text).toContain("Your bag is empty.");
  expect(shown.text).not.toContain("Put it into this bag");
});

test("an order that may have been placed is not begun anew, although the bag is empty", async () => {
  const page = await guest().open("/checkout");
  web.order.refuse("placeOrder", { status: 504, code: "request.timeout" });
  const unheard = await place(page);
  emptyBag();
  for (const button of ["show", "put-in"]) {
    const entries = Object.entries({ ...typedIn(unheard), do: [button] });
    const sent = entries.flatMap(([name, values]) => values.map((value) => [name, value] as const));
    const shown = await guest().post("/checkout", sent);
    expect(shown.texts(".notice").join()).toContain("It may have been. Press again");
    expect(shown.text).not.toContain("Put it into this bag");
    expect(typedIn(shown)).toMatchObject({ open: ["yes"], seen: ["standard:2489:EUR"] });
  }
  expect(web.order.asked("setCartLine")).toEqual([]);
});

test("another card for an order whose bag is empty by now: the bag says why, and leads back to the order", async () => {
  const visitor = guest();
  emptyBag();
  const page = await visitor.open(`/checkout?from=${order.id}`);
  expect([page.path, page.text]).toEqual([
    `/bag?from=${order.id}`,
    expect.stringContaining("What you ordered is not in your bag any more."),
  ]);
  expect((await page.follow("To the order")).heading).toBe(`Order ${order.number}`);
  expect((await visitor.open("/checkout")).path).toBe("/bag");
  fillBag();
  expect((await visitor.open(`/bag?from=${order.id}`)).texts(".notice")).toEqual([]);
});
