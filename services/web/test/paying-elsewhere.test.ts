/** A shop that is paid on a page of Stripe's: nothing of a card is asked for here, and who has ordered is led there. */
import type { Order } from "@shop/contracts/order/orders";
import type { Page } from "@shop/testing/plain-browser";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { standard } from "./a-bag.ts";
import { order, place } from "./a-checkout.ts";
import { runWeb, type RunningWeb } from "./running-web.ts";

let web: RunningWeb;
beforeAll(async () => {
  web = await runWeb({ paymentProvider: "stripe" });
});
afterAll(() => web[Symbol.asyncDispose]());
beforeEach(() => web.order.answer("listCartDeliveries", { version: 1, items: [standard] }));
afterEach(() => web.reset());

const path = `/order/${order.id}`;
const actionUrl = "https://checkout.stripe.com/c/pay/cs_1#fid";
const waiting = (url = actionUrl): Order => ({
  ...order,
  status: "pending",
  payment: { ...order.payment, status: "pending", actionUrl: url },
});
const ledTo = (page: Page): unknown[] =>
  page
    .all('meta[http-equiv="refresh"]')
    .map(({ attrs }) => attrs.find(({ name }) => name === "content")?.value);

test("the checkout asks for no card, places the order, and leads on to Stripe's page without a script", async () => {
  const page = await web.browserOf({ role: "guest" }).open("/checkout");
  expect(page.text).toContain("You pay by card on Stripe's page");
  expect(page.form("/checkout").values["card"]).toBeUndefined();
  web.order.answer("getOrder", waiting());
  const placed = await place(page);
  expect(web.order.asked("placeOrder")[0]?.body).toMatchObject({
    payment: { method: "card", token: "checkout" },
  });
  expect(placed.path).toBe(`${path}?pay=now`);
  expect(ledTo(placed)).toEqual([`0; url=${actionUrl}`]);
});

test("who comes back without having paid stays in the shop, and finds the way to the payment", async () => {
  web.order.answer("getOrder", waiting());
  const page = await web.browserOf().open(path);
  expect(ledTo(page)).toEqual([]);
  expect(page.texts('[data-part="status"]').join()).toContain("The payment waits for you.");
  expect(page.texts(`main a[href="${actionUrl}"]`)).toEqual(["Go on to payment"]);
});

test.each<[string, Order]>([
  ["has not been asked to pay yet", { ...order, status: "pending" }],
  ["has paid", order],
  ["is shown an address that is none", waiting("javascript:alert(1)")],
])("who %s is led nowhere", async (_, answered) => {
  web.order.answer("getOrder", answered);
  const page = await web.browserOf().open(`${path}?pay=now`);
  expect([page.status, ledTo(page)]).toEqual([200, []]);
  expect(page.html).not.toContain("javascript:");
});
