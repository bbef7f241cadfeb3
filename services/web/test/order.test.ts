import type { Order } from "@shop/contracts/order/orders";
import { timelineTypes, type TimelineEntry } from "@shop/contracts/order/timeline";
import type { FakeCall } from "@shop/testing/fake-service";
import { expect, test } from "vitest";
import { cart } from "./a-bag.ts";
import { order } from "./a-checkout.ts";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const path = `/order/${order.id}`;
const is = (changes: Partial<Order>): void => web.order.answer("getOrder", { ...order, ...changes });
const entry = (id: number, type: string, detail: string | null = null): TimelineEntry => ({
  id: String(id),
  at: order.createdAt,
  type,
  actor: "system",
  detail,
});
const tells = (...items: readonly TimelineEntry[]): void =>
  web.order.answer("getTimeline", { items, next: null });

test("an order says how it stands, what is in it with pictures, where it goes and what it came to", async () => {
  is({ lines: order.lines.map((line) => ({ ...line, image: "/images/cover.svg" })) });
  const page = await web.browserOf({ role: "guest" }).open(path);
  expect([page.status, page.heading]).toEqual([200, `Order ${order.number}`]);
  for (const said of ["Confirmed", "Alice Main St 1 10115 Berlin Germany", "Total €24.89", "Paid €24.89"])
    expect(page.text).toContain(said);
  expect(page.all("li.line img")).toHaveLength(1);
  expect(page.headers["cache-control"]).toBe("no-store");
});

test("an order from before, whose lines have no pictures, is shown all the same", async () => {
  const page = await web.browserOf().open(path);
  expect([page.status, page.texts("li.line").length]).toEqual([200, 1]);
});

test.each<[string, Partial<Order>, string]>([
  ["pending", { status: "pending" }, "We are asking the bank"],
  [
    "pending, and the bank has not answered",
    { status: "pending", payment: { ...order.payment, status: "unknown" } },
    "We keep asking; you will not be charged twice",
  ],
  ["shipped", { status: "shipped" }, "It is on its way to you"],
  ["delivered", { status: "delivered" }, "It has arrived"],
  ["cancelled", { status: "cancelled", reason: "customer" }, "You have cancelled it"],
  ["sold out", { status: "cancelled", reason: "out_of_stock" }, "Somebody was faster"],
  ["ended by time", { status: "cancelled", reason: "timed_out" }, "It could not be finished in time"],
])("one that is %s says so in words", async (_, changes, said) => {
  is(changes);
  expect((await web.browserOf().open(path)).texts('[data-part="status"]').join()).toContain(said);
});

test("a declined card: the page says so, bag and address are kept, and another card is tried", async () => {
  is({ status: "cancelled", reason: "payment_declined", payment: { ...order.payment, status: "declined" } });
  tells(entry(1, "order.placed"), entry(2, "payment.declined", "insufficient_funds"));
  const page = await web.browserOf({ role: "guest" }).open(path);
  expect(page.text).toContain("Your bank has declined the payment. There was not enough money on the card.");
  expect(page.text).toContain("Your bag and your address are as you left them.");
  expect((await page.follow("Try another card")).path).toBe(`/checkout?from=${order.id}`);
});

test.each([
  ["is empty", []],
  ["has other things", [{ ...cart.lines[0]!, sku: "OTHER" }]],
  ["has only a part of it", cart.lines],
])(
  "a declined card, and a bag that %s by now: it is not said to be kept, and can be filled again",
  async (_, lines) => {
    is({
      status: "cancelled",
      reason: "payment_declined",
      lines: [order.lines[0]!, { ...order.lines[0]!, sku: "SECOND" }],
    });
    web.order.answer("getCart", { ...cart, lines });
    const page = await web.browserOf({ role: "guest" }).open(path);
    expect(page.text).not.toContain("as you left them");
    expect(page.texts("main a")).not.toContain("Try another card");
    expect(page.texts('[data-part="status"]').join()).toContain("To try another card, buy it again");
    expect(page.texts("main button")).toContain("Buy it again");
  },
);

test("a bank that wants a confirmation is linked to, unless its address is none", async () => {
  const payment = { ...order.payment, status: "pending" as const };
  is({ status: "pending", payment: { ...payment, actionUrl: "https://bank.example/3ds" } });
  const link = 'main a[href="https://bank.example/3ds"]';
  expect((await web.browserOf().open(path)).all(link)).toHaveLength(1);
  is({ status: "pending", payment: { ...payment, actionUrl: "javascript:alert(1)" } });
  expect((await web.browserOf().open(path)).html).not.toContain("javascript:");
});

test("all that can happen is told in words, and what is not known yet by its name", async () => {
  tells(...timelineTypes.map((type, index) => entry(index + 1, type)), entry(99, "drone.landed"));
  const texts = (await web.browserOf().open(path)).texts("ol.timeline li p");
  for (const type of timelineTypes) expect(texts).not.toContain(type);
  expect(texts).toContain("drone.landed");
});

test("of what was cancelled before it left nobody reads that it was sent back", async () => {
  tells(entry(1, "stock.returned"));
  const texts = (await web.browserOf().open(path)).texts("ol.timeline li p");
  expect(texts).toContain("What you do not keep is on the shelf again");
});

test("a long story is told whole", async () => {
  web.order.answer("getTimeline", ({ query }: FakeCall) =>
    query["cursor"] === undefined
      ? { items: [entry(1, "order.placed")], next: "more" }
      : { items: [entry(2, "order.confirmed")], next: null },
  );
  expect((await web.browserOf().open(path)).all("ol.timeline li")).toHaveLength(2);
});

test.each<[string, Partial<Order>, boolean]>([
  ["pending", { status: "pending" }, true],
  ["shipped", { status: "shipped" }, true],
  [
    "cancelled, its money on the way back",
    { status: "cancelled", payment: { ...order.payment, status: "captured" } },
    true,
  ],
  [
    "cancelled, its money back",
    { status: "cancelled", payment: { ...order.payment, status: "refunded" } },
    false,
  ],
  ["delivered", { status: "delivered" }, false],
])("a page of one that is %s is followed: %s", async (_, changes, isFollowed) => {
  is(changes);
  tells(entry(1, "order.placed"), entry(2, "stock.reserved"));
  const [part] = (await web.browserOf().open(path)).all('[data-part="timeline"]');
  const follow = part?.attrs.find(({ name }) => name === "data-follow")?.value;
  expect(follow).toBe(isFollowed ? `${path}/stream?after=2` : undefined);
});

test("while the order service is away the page says so, with a way to look again", async () => {
  const visitor = web.browserOf();
  web.order.setAway(true);
  const page = await visitor.open(path);
  expect([page.status, page.texts("main a")]).toEqual([503, ["Look again"]]);
});

test("a story that cannot be told leaves the rest of the page as it is", async () => {
  web.order.refuse("getTimeline", { status: 503, code: "service.unavailable" });
  const page = await web.browserOf().open(path);
  expect([page.status, page.texts(".missing")]).toEqual([
    200,
    ["What has happened cannot be told just now."],
  ]);
});

test("what has been bought leaves the badge", async () => {
  const visitor = web.browserOf({ role: "guest" });
  visitor.cookies.set("badge", { value: "1.out", attributes: {} });
  web.order.answer("getCart", { ...cart, lines: [] });
  await visitor.open(path);
  expect(visitor.cookies.get("badge")?.value).toBe("0.out");
});
