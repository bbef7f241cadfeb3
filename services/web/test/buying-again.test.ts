/** What an order had is put into the bag once more. */
import type { Order } from "@shop/contracts/order/orders";
import { refusal, type FakeCall } from "@shop/testing/fake-service";
import { expect, test } from "vitest";
import { cart } from "./a-bag.ts";
import { order } from "./a-checkout.ts";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const path = `/order/${order.id}`;
const is = (changes: Partial<Order>): void => web.order.answer("getOrder", { ...order, ...changes });

test("bought again, what cannot be had is named, and pressed twice there is no more of it", async () => {
  const lines = [
    order.lines[0]!,
    { ...order.lines[0]!, sku: "GONE", name: "The last of its kind", quantity: 2 },
  ];
  is({ lines });
  web.order.answer("setCartLine", ({ params }: FakeCall) =>
    params["sku"] === "GONE" ? refusal({ status: 404, code: "cart.unknown_sku" }) : cart,
  );
  const page = await web.browserOf({ role: "guest" }).open(path);
  for (const time of [1, 2]) {
    const bag = await page.submit(`${path}/again`, {}, "Buy it again");
    expect(bag.path).toBe(`/bag?again=${order.id}`);
    expect(bag.texts(".notice").join()).toContain("These cannot be bought any more: The last of its kind.");
    expect(web.order.asked("setCartLine")).toHaveLength(2 * time);
  }
  expect(web.order.asked("setCartLine").map(({ body }) => body)).toEqual(
    [1, 2, 1, 2].map((quantity) => ({ quantity })),
  );
});

test("a bag that cannot be reached is told on the order's page as what is away", async () => {
  const page = await web.browserOf().open(path);
  web.order.refuse("getCart", { status: 503, code: "service.starting" });
  const again = await page.submit(`${path}/again`, {}, "Buy it again");
  expect([again.status, again.heading]).toEqual([503, `Order ${order.number}`]);
  expect(again.texts(".notice").join()).toContain("It could not be put into your bag just now.");
});

test.each([
  ["names what cannot be had", "GONE", "These cannot be bought any more: The last of its kind."],
  ["says that all is there", order.lines[0]!.sku, "What you ordered is in your bag again."],
])("bought again by a mail's link, the bag %s", async (_, sku, said) => {
  const lines = [order.lines[0]!, { ...order.lines[0]!, sku, name: "The last of its kind" }];
  web.order.answer("getOrder", ({ query }: FakeCall) =>
    query["access"] === "token-of-a-link"
      ? { ...order, lines }
      : refusal({ status: 404, code: "order.not_found" }),
  );
  web.order.answer("setCartLine", ({ params }: FakeCall) =>
    params["sku"] === "GONE" ? refusal({ status: 404, code: "cart.unknown_sku" }) : cart,
  );
  const page = await web.browser().open(`${path}?access=token-of-a-link`);
  const bag = await page.submit(`${path}/again`, {}, "Buy it again");
  expect(bag.path).toBe(`/bag?again=${order.id}&access=token-of-a-link`);
  expect(bag.texts(".notice")).toEqual([said]);
  expect(bag.headers["cache-control"]).toBe("no-store");
});

test.each([
  [{ status: 409, code: "cart.too_many_lines" }, 400, "Your bag is full: 100 different things fit into it."],
  [{ status: 409, code: "cart.too_large" }, 400, "This is more money than one order can be."],
  [
    { status: 429, code: "rate.limited", retryAfterS: 17 },
    429,
    "That was too much at once. Try again in 17 seconds.",
  ],
])(
  "bought again, what is still sold and does not fit is not said to be gone: %o",
  async (why, status, said) => {
    is({ lines: ["A", "B"].map((sku) => ({ ...order.lines[0]!, sku })) });
    web.order.answer("setCartLine", ({ params }: FakeCall) => (params["sku"] === "A" ? refusal(why) : cart));
    const page = await web.browserOf({ role: "guest" }).open(path);
    const again = await page.submit(`${path}/again`, {}, "Buy it again");
    expect([again.status, again.heading]).toEqual([status, `Order ${order.number}`]);
    expect(again.texts(".notice")).toEqual([`Not all of it is in your bag. ${said}`]);
    expect(web.order.asked("setCartLine").map(({ params }) => params["sku"])).toEqual(["A", "B"]);
  },
);
