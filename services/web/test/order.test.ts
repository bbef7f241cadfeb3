import { examples } from "@shop/contracts/examples";
import { euros } from "@shop/contracts/language/values";
import type { Order } from "@shop/contracts/order/orders";
import { timelineTypes, type TimelineEntry } from "@shop/contracts/order/timeline";
import { refusal, type FakeCall } from "@shop/testing/fake-service";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runWeb, type RunningWeb } from "./running-web.ts";

let web: RunningWeb;

beforeAll(async () => {
  web = await runWeb();
});
afterAll(() => web[Symbol.asyncDispose]());
afterEach(() => web.reset());

const order: Order = examples.placeOrder!.reply;
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

test("an order of somebody else is as one that there is not, for whoever asks", async () => {
  web.order.refuse("getOrder", { status: 404, code: "order.not_found" });
  const [mine, nobodys] = [await web.browserOf().open(path), await web.browser().open(path)];
  for (const page of [mine, nobodys]) {
    expect([page.status, page.heading]).toEqual([404, "We cannot show you this order"]);
    expect(page.texts("main a")).toEqual(["Sign in", "Find an order"]);
    expect(page.html).not.toContain(order.number);
  }
  expect((await web.browserOf().open(`${path}/invoice`)).status).toBe(404);
  expect((await web.browserOf().open(`${path}/cancel`)).status).toBe(404);
});

test("a mail's link shows its order to whoever has it, and what only its owner may is not offered", async () => {
  const page = await web.browser().open(`${path}?access=token-of-a-link`);
  expect([page.status, page.heading]).toEqual([200, `Order ${order.number}`]);
  expect(web.order.asked("getOrder")[0]?.query).toEqual({ access: "token-of-a-link" });
  expect(web.order.asked("getTimeline")[0]?.query).toMatchObject({ access: "token-of-a-link" });
  expect(page.texts("main a")).not.toContain("Cancel this order");
  expect(page.texts("main a")).not.toContain("Invoice");
  expect(page.html).toContain(`${path}/stream?access=token-of-a-link&amp;after=1`);
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

test("cancelling is asked once more, and done by a button", async () => {
  const page = await web.browserOf().open(path);
  const asked = await page.follow("Cancel this order");
  expect(asked.heading).toBe(`Cancel order ${order.number}?`);
  expect(web.order.asked("cancelOrder")).toEqual([]);
  const done = await asked.submit(`${path}/cancel`, {}, "Yes, cancel it");
  expect([done.path, web.order.asked("cancelOrder").length]).toEqual([path, 1]);
});

test("too late to cancel is told on the order's page", async () => {
  const asked = await web.browserOf().open(`${path}/cancel`);
  web.order.refuse("cancelOrder", { status: 409, code: "order.too_late" });
  const page = await asked.submit(`${path}/cancel`);
  expect([page.status, page.texts(".notice")]).toEqual([
    400,
    ["It is too late to cancel: a parcel has left."],
  ]);
});

test("bought again, what cannot be had is named, and pressed twice there is no more of it", async () => {
  const lines = [
    order.lines[0]!,
    { ...order.lines[0]!, sku: "GONE", name: "The last of its kind", quantity: 2 },
  ];
  is({ lines });
  web.order.answer("setCartLine", ({ params }: FakeCall) =>
    params["sku"] === "GONE" ? refusal({ status: 404, code: "cart.unknown_sku" }) : examples.getCart!.reply,
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

test("parcels are shown with their tracking numbers and what is in them", async () => {
  is({
    status: "shipped",
    shipments: [
      {
        id: "parcel-1",
        carrier: "DHL",
        trackingNumber: "00340434161094042557",
        lines: [{ sku: order.lines[0]!.sku, quantity: 1 }],
        shippedAt: order.createdAt,
        deliveredAt: null,
      },
    ],
  });
  const page = await web.browserOf().open(path);
  expect(page.texts('[data-part="parcels"]').join()).toContain("DHL, tracking number 00340434161094042557");
  expect(page.texts("main a")).not.toContain("Cancel this order");
});

test("money that goes back is told with what it is for", async () => {
  is({
    payment: { ...order.payment, status: "partially_refunded", refunded: euros(500) },
    refunds: [
      {
        id: "refund-1",
        amount: euros(500),
        lines: [],
        shipping: euros(0),
        restock: false,
        reason: "Late",
        status: "pending",
        createdAt: order.createdAt,
        doneAt: null,
      },
    ],
  });
  const said = (await web.browserOf().open(path)).texts('[data-part="payment"]').join();
  for (const each of ["A part of it goes back to you", "Late", "on its way to your bank", "€5.00"])
    expect(said).toContain(each);
});

const invoice = {
  number: "2026-17",
  issuedAt: order.createdAt,
  orderId: order.id,
  orderNumber: order.number,
  seller: { name: "SuperCoolShop GmbH", address: ["Shop St 2", "20095 Hamburg"], taxId: "DE123" },
  buyer: { name: "Alice", email: "alice@example.com", address: order.shippingAddress },
  lines: order.lines,
  subtotal: order.subtotal,
  discount: order.discount,
  shipping: order.shipping,
  taxes: order.taxes,
  tax: order.tax,
  total: order.total,
  creditNotes: [
    {
      number: "2026-C3",
      issuedAt: order.createdAt,
      amount: euros(500),
      lines: [],
      shipping: euros(0),
      reason: "Late",
    },
  ],
};

test("an invoice has its number, both parties, tax by rate, and a credit note for each refund", async () => {
  web.order.answer("getInvoice", invoice);
  const page = await (await web.browserOf().open(path)).follow("Invoice");
  expect(page.heading).toBe("Invoice 2026-17");
  for (const said of [
    "SuperCoolShop GmbH",
    "DE123",
    "Berlin",
    "19 % €20.92 €3.97",
    "Credit note 2026-C3",
    "−€5.00",
  ])
    expect(page.text).toContain(said);
});

test("an invoice that there is not yet says so", async () => {
  web.order.refuse("getInvoice", { status: 404, code: "invoice.not_found" });
  const page = await web.browserOf().open(`${path}/invoice`);
  expect([page.status, page.text]).toEqual([404, expect.stringContaining("There is no invoice yet")]);
});

test("an order is found by its number: the answer is the same whatever there is", async () => {
  const asked = await web.browser().open("/find-order");
  const typed = { number: "7F3K9QX2AB", email: "alice@example.com" };
  const page = await asked.submit("/find-order", typed);
  expect([page.status, page.path]).toEqual([200, "/find-order?sent=yes"]);
  expect(page.texts(".notice").join()).toContain("If there is such an order, a link is on its way");
  expect(web.order.asked("lookUpOrder")[0]?.body).toEqual(typed);
  expect(page.headers["set-cookie"]).toBeUndefined();
});

test("asked for too often, it says in how many seconds, and keeps what was typed", async () => {
  web.order.refuse("lookUpOrder", { status: 429, code: "order.too_many_lookups", retryAfterS: 90 });
  const page = await (
    await web.browser().open("/find-order")
  ).submit("/find-order", { number: "7F3K9QX2AB", email: "alice@example.com" });
  expect(page.status).toBe(429);
  expect(page.texts(".notice")).toEqual(["That was asked for too often. Try again in 90 seconds."]);
  expect(page.form("/find-order").values["number"]).toEqual(["7F3K9QX2AB"]);
});

test("a number and an address that are missing or wrong are asked for at once", async () => {
  const asked = await web.browser().open("/find-order");
  const page = await asked.submit("/find-order", { email: "nobody" });
  expect([page.status, page.texts("[data-focus] a")]).toEqual([
    400,
    ["Enter order number", "E-mail must be an e-mail address"],
  ]);
});

test("what has been bought leaves the badge", async () => {
  const visitor = web.browserOf({ role: "guest" });
  visitor.cookies.set("badge", { value: "1.out", attributes: {} });
  web.order.answer("getCart", { ...examples.getCart!.reply, lines: [] });
  await visitor.open(path);
  expect(visitor.cookies.get("badge")?.value).toBe("0.out");
});
