import { euros } from "@shop/contracts/language/values";
import type { FakeCall } from "@shop/testing/fake-service";
import type { PlainBrowser } from "@shop/testing/plain-browser";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { cart, standard } from "./a-bag.ts";
import { express, keyIn, order, place, typedIn } from "./a-checkout.ts";
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

test("a way that does not go there any more is to be chosen anew", async () => {
  web.order.refuse("placeOrder", { status: 409, code: "shipping.unavailable" });
  const again = await place(await guest().open("/checkout"));
  expect([again.status, again.texts("#shippingMethod-fault")]).toEqual([
    400,
    ["Shipping is not possible there this way: choose another"],
  ]);
});

test("another total than the one that was seen places no order, and is shown with both figures", async () => {
  const page = await guest().open("/checkout");
  web.order.refuse("placeOrder", {
    status: 409,
    code: "order.total_changed",
    expected: euros(2489),
    total: euros(2589),
  });
  web.order.answer("listCartDeliveries", { version: 1, items: [{ ...standard, total: euros(2589) }] });
  const again = await place(page);
  expect([again.status, again.path]).toEqual([400, "/checkout"]);
  expect(again.texts(".notice")).toEqual([
    "The total is now €25.89. You saw €24.89. No order was placed: look at it once more, and press again if that is right.",
  ]);
  web.order.answer("placeOrder", order);
  await place(again, {});
  expect(placed().at(-1)?.body).toMatchObject({ expectedTotal: euros(2589) });
});

test("no answer in time: it may have been placed, and pressing again sends the same key and the same order", async () => {
  const page = await guest().open("/checkout");
  for (const trouble of [
    () => web.order.refuse("placeOrder", { status: 504, code: "request.timeout" }),
    () => web.order.refuse("placeOrder", { status: 409, code: "idempotency.in_progress" }),
    () => web.order.write("placeOrder", (_, response) => void response.destroy()),
  ]) {
    trouble();
    const again = await place(page);
    expect(again.status).toBe(504);
    expect(again.texts(".notice").join()).toContain(
      "It may have been. Press again: you cannot be charged twice.",
    );
    expect(keyIn(again)).toBe(keyIn(page));
    // It was, and what was in the bag is bought.
    web.order.answer("getCart", { ...cart, lines: [] });
    web.order.answer("listCartDeliveries", { version: 2, items: [] });
    web.order.answer("placeOrder", order);
    expect((await place(again, {})).path).toBe(`/order/${order.id}`);
    const [first, second] = placed().slice(-2);
    expect(second?.body).toEqual(first?.body);
    expect(second?.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"]);
  }
});

test("stock that cannot be asked for means that no order was placed", async () => {
  web.order.refuse("placeOrder", { status: 503, code: "catalog.unavailable" });
  const again = await place(await guest().open("/checkout"));
  expect([again.status, typedIn(again)["name"]]).toEqual([503, ["Alice"]]);
  expect(again.texts(".notice").join()).toContain("Your order was not placed");
});

test("a bag in checkout already leads to its order", async () => {
  web.order.refuse("placeOrder", { status: 409, code: "cart.in_checkout", orderId: "order-7" });
  const page = await place(await guest().open("/checkout"));
  expect(page.path).toBe("/order/order-7?placed=before");
  expect(page.text).toContain("This order was there already: nothing was ordered twice.");
});

test("what was changed after the first time leads to the order that this form made, not to the newest", async () => {
  web.order.refuse("placeOrder", { status: 422, code: "idempotency.key_reused", orderId: "order-7" });
  web.order.answer("listOrders", { items: [{ ...order, id: "order-8" }], next: null });
  expect((await place(await guest().open("/checkout"))).path).toBe("/order/order-7?placed=before");
});

test("a coupon that was used up meanwhile is told, and can be left without losing anything", async () => {
  web.order.answer("getCart", { ...cart, coupon: "SPRING-25" });
  web.order.refuse("placeOrder", { status: 409, code: "coupon.used_up" });
  const again = await place(await guest().open("/checkout"));
  expect(again.status).toBe(400);
  expect(again.texts(".notice")).toEqual(["No order was placed: coupon SPRING-25 has been used up."]);
  const shown = await again.submit("/checkout", {}, "Go on without the coupon");
  expect(web.order.asked("removeCartCoupon")).toHaveLength(1);
  expect([shown.status, typedIn(shown)["line1"]]).toEqual([200, ["Main St 1"]]);
  expect(shown.texts(".notice")).toEqual([
    "The coupon is not used. Look at it once more, and place your order.",
  ]);
});

test("what is sold out or fewer meanwhile is told on the page, and the rest can be bought", async () => {
  const page = await guest().open("/checkout");
  const [line] = cart.lines;
  const few = { ...line!, quantity: 5, available: false, standing: "fewer_left" as const, left: 2 };
  web.order.answer("getCart", { ...cart, lines: [few, { ...few, sku: "GONE", standing: "sold_out" }] });
  web.order.refuse("placeOrder", { status: 409, code: "order.unavailable" });
  const again = await place(page);
  expect(again.status).toBe(400);
  expect(again.text).toContain("Only 2 left");
  web.order.answer("setCartLine", { ...cart, lines: [{ ...few, quantity: 2, available: true }] });
  const shown = await again.submit("/checkout", {}, "Go on with what there is");
  expect(web.order.asked("setCartLine").map(({ params, body }) => [params["sku"], body])).toEqual([
    [line!.sku, { quantity: 2 }],
    ["GONE", { quantity: 2 }],
  ]);
  expect([shown.status, typedIn(shown)["city"]]).toEqual([200, ["Berlin"]]);
  expect(shown.texts(".notice")).toEqual([
    "Your bag has only what there is now. Look at it once more, and place your order.",
  ]);
});

test("too much at once says in how many seconds, and keeps what was typed", async () => {
  web.order.refuse("placeOrder", { status: 429, code: "rate.limited", retryAfterS: 17 });
  const again = await place(await guest().open("/checkout"));
  expect([again.status, typedIn(again)["email"]]).toEqual([429, ["alice@example.com"]]);
  expect(again.texts(".notice").join()).toContain("press again in 17 seconds");
});
