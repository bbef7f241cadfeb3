/** The checkout before the real order service: whatever happens to a request, one press of a button is one order. */
import { randomUUID } from "node:crypto";
import { catalogApi, catalogInternalApi } from "@shop/contracts/catalog/api";
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Quote } from "@shop/contracts/catalog/quotes";
import { examples } from "@shop/contracts/examples";
import { euros } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import { orderApi } from "@shop/contracts/order/api";
import { userApi, userInternalApi } from "@shop/contracts/user/api";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { listenTo } from "@shop/testing/bus-ear";
import { startFakeService, type FakeCall } from "@shop/testing/fake-service";
import { createClient, startServer } from "@shop/testing/http";
import { startMailServer } from "@shop/testing/mail";
import { startPaymentSandbox } from "@shop/testing/payment-sandbox";
import { openPlainBrowser, type Page, type PlainBrowser } from "@shop/testing/plain-browser";
import { createTestTokens } from "@shop/testing/tokens";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Config } from "../src/config.ts";
import { start } from "../src/start.ts";
import { startOrderProcess } from "./order-process.ts";

const cover: Quote = {
  sku: "66432-BLK",
  productId: "66432",
  name: "Phone cover, black",
  image: "/images/phone-cover-black.svg",
  price: euros(1999),
  available: 1_000,
  onSale: true,
};

const open = new AsyncDisposableStack();
const tokens = createTestTokens();
/** Guests by the secrets of their browsers. */
const guests = new Map<string, string>();
let quote = cover;
let shop: Awaited<ReturnType<typeof startOrderProcess>>;
let ear: Awaited<ReturnType<typeof listenTo>>;
let sandbox: Awaited<ReturnType<typeof startPaymentSandbox>>;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let url: string;

const field = ({ body }: FakeCall, name: string): string => String((body as Record<string, unknown>)[name]);

async function tokenOf(id: string) {
  const accessToken = await tokens.tokenFor({ id, role: "guest" });
  return { kind: "guest", id, name: null, email: null, role: "guest", accessToken, expiresIn: 300 };
}

const people = {
  getPublicKeys: tokens.jwks,
  enterAsGuest: async () => {
    const id = randomUUID();
    const { accessToken, expiresIn } = await tokenOf(id);
    return { kind: "guest", accessToken, expiresIn, refreshToken: id, guest: { id } };
  },
  openBrowserSession: async (call: FakeCall) => {
    const id = field(call, "refreshToken");
    guests.set(`secret-${id}`, id);
    return { ...(await tokenOf(id)), secret: `secret-${id}` };
  },
  giveBrowserToken: async (call: FakeCall) => tokenOf(guests.get(field(call, "secret")) ?? "nobody"),
};

beforeAll(async () => {
  const user = open.use(
    await startFakeService({ ...userApi, ...userInternalApi }, { examples, usual: people }),
  );
  const catalog = open.use(
    await startFakeService(
      { ...catalogApi, ...catalogInternalApi },
      { examples, usual: { quote: () => ({ items: [quote] }) } },
    ),
  );
  sandbox = open.use(await startPaymentSandbox());
  mail = open.use(await startMailServer());
  const around = { userUrl: user.url, catalogUrl: catalog.url, paymentUrl: sandbox.url };
  shop = open.use(await startOrderProcess({ ...around, smtpUrl: mail.smtpUrl }));
  ear = open.use(await listenTo(shop.amqpUrl, orderEvents));
  const serviceUrls = { catalog: catalog.url, user: user.url, order: shop.url };
  const config = { ...loadConfig(Config, {}), serviceUrls };
  const web = open.use(await start(config, createLogger("web", "silent")));
  const server = open.use(await startServer((request, response) => web.http(request, response)));
  ({ url } = server);
}, 90_000);
afterAll(() => open.disposeAsync());

const alice = {
  email: "alice@example.com",
  name: "Alice",
  line1: "Main St 1",
  city: "Berlin",
  postalCode: "10115",
};

async function atCheckout(): Promise<{ visitor: PlainBrowser; page: Page }> {
  const visitor = openPlainBrowser(url);
  const bag = await visitor.post("/bag/lines", { sku: cover.sku });
  expect(bag.text).toContain("Phone cover, black is in your bag.");
  const page = await bag.submit("/bag", {}, "Checkout");
  expect([page.path, page.status]).toEqual(["/checkout", 200]);
  return { visitor, page };
}

const place = (page: Page, filled: Record<string, string> = alice): Promise<Page> =>
  page.submit("/checkout", filled, "Place order");

const orderIn = (page: Page): string => /^\/order\/([\w-]+)/.exec(page.path)?.[1] ?? "";

/** All that this person has ordered. */
async function ordersOf({ cookies }: PlainBrowser) {
  const id = guests.get(cookies.get("session")?.value ?? "") ?? "";
  const token = await tokens.tokenFor({ id, role: "guest" });
  const { body } = await createClient(shop.ownUrl, orderApi, { token }).listOrders();
  return body.items;
}

/** What a catalog would say, up to the happy end. */
async function fulfil(orderId: string): Promise<void> {
  const expiresAt = new Date(Date.now() + 20 * 60_000).toISOString();
  await ear.say(catalogEvents.stockReserved.of({ orderId, expiresAt }));
  await until(
    () =>
      ear.heard.some(
        ({ name, aggregateId }) => name === "order.payment_authorised" && aggregateId === orderId,
      ),
    "the payment is authorised",
  );
  await ear.say(catalogEvents.stockCommitted.of({ orderId }));
}

async function untilSays(visitor: PlainBrowser, orderId: string, text: string): Promise<Page> {
  return until(async () => {
    const page = await visitor.open(`/order/${orderId}`);
    return page.text.includes(text) && page;
  }, `the page says ${text}`);
}

const rounds = Array.from({ length: 20 }, (_, round) => round);

test(
  `pressed twice within 50 ms it is one order and one charge, ${rounds.length} times`,
  { timeout: 120_000 },
  async () => {
    const run = async (): Promise<void> => {
      const { visitor, page } = await atCheckout();
      const pages = await Promise.all([place(page), place(page)]);
      const [first, second] = pages.map(orderIn);
      expect(first).not.toBe("");
      expect(second).toBe(first);
      expect(await ordersOf(visitor)).toHaveLength(1);
      await fulfil(first!);
      await untilSays(visitor, first!, "Confirmed");
      expect(sandbox.chargesOf(first!).filter(({ captured }) => captured.amount > 0)).toHaveLength(1);
    };
    await Promise.all(rounds.map(run));
  },
);

test(
  `reloaded, and sent again after going back, it is one order and one charge, ${rounds.length} times`,
  { timeout: 120_000 },
  async () => {
    const run = async (): Promise<void> => {
      const { visitor, page } = await atCheckout();
      const id = orderIn(await place(page));
      expect(orderIn(await place(page))).toBe(id);
      await fulfil(id);
      await untilSays(visitor, id, "Confirmed");
      // Also when what was in the bag is bought.
      expect(orderIn(await place(page))).toBe(id);
      expect((await visitor.open("/checkout")).path).toBe("/bag");
      expect(visitor.cookies.get("badge")?.value).toBe("0.out");
      expect(await ordersOf(visitor)).toHaveLength(1);
      expect(sandbox.chargesOf(id).filter(({ captured }) => captured.amount > 0)).toHaveLength(1);
    };
    await Promise.all(rounds.map(run));
  },
);

test(
  `when the answer is lost, pressing again leads to the same order, ${rounds.length} times`,
  { timeout: 120_000 },
  async () => {
    const run = async (round: number): Promise<void> => {
      const { visitor, page } = await atCheckout();
      shop.loseAnswer(page.form("/checkout").values["key"]![0]!);
      const lost = await place(page);
      expect(lost.status).toBe(504);
      expect(lost.text).toContain("Press again: you cannot be charged twice.");
      const [order] = await ordersOf(visitor);
      if (round % 2 === 0) await fulfil(order!.id);
      expect(orderIn(await place(lost, {}))).toBe(order!.id);
      expect(await ordersOf(visitor)).toHaveLength(1);
    };
    await Promise.all(rounds.map(run));
  },
);

test("another address after no answer is no second order: the first one is shown, and said so", async () => {
  const { visitor, page } = await atCheckout();
  shop.loseAnswer(page.form("/checkout").values["key"]![0]!);
  const lost = await place(page);
  const next = await place(lost, { line1: "Another St 2" });
  expect(next.text).toContain("This order was there already: nothing was ordered twice.");
  expect(next.text).toContain("Main St 1");
  expect(await ordersOf(visitor)).toHaveLength(1);
});

test("a second checkout of the same bag leads to the order that is being placed", async () => {
  const { visitor, page } = await atCheckout();
  const other = await visitor.open("/checkout");
  const id = orderIn(await place(page));
  const second = await place(other);
  expect(second.path).toBe(`/order/${id}?placed=before`);
  expect(await ordersOf(visitor)).toHaveLength(1);
});

test("a price that has changed meanwhile is shown with both figures, and pressed again it is ordered", async () => {
  const { visitor, page } = await atCheckout();
  quote = { ...cover, price: euros(2999) };
  try {
    const again = await place(page);
    expect(again.texts(".notice").join()).toContain("The total is now €34.89. You saw €24.89.");
    expect(await ordersOf(visitor)).toEqual([]);
    expect(orderIn(await place(again, {}))).not.toBe("");
    expect((await ordersOf(visitor))[0]?.total).toEqual(euros(3489));
  } finally {
    quote = cover;
  }
});

test.each([
  ["sold out", { available: 0 }, "Sold out"],
  ["fewer", { available: 2 }, "Only 2 left"],
])("what is %s meanwhile is not ordered, and nothing that was typed is lost", async (_, changes, said) => {
  const visitor = openPlainBrowser(url);
  await visitor.post("/bag/lines", { sku: cover.sku, quantity: "5" });
  const page = await visitor.open("/checkout");
  quote = { ...cover, ...changes };
  try {
    const again = await place(page);
    expect([again.status, again.form("/checkout").values["line1"]]).toEqual([400, ["Main St 1"]]);
    expect(again.text).toContain(said);
    expect(await ordersOf(visitor)).toEqual([]);
    const next = await again.submit("/checkout", {}, "Go on with what there is");
    if (changes.available === 0) expect(next.path).toBe("/bag");
    else expect(orderIn(await place(next, {}))).not.toBe("");
  } finally {
    quote = cover;
  }
});

test("a postcode that is missing is asked for, and a declined card leaves bag and address for another one", async () => {
  const { visitor, page } = await atCheckout();
  const again = await place(page, { ...alice, postalCode: "" });
  expect([again.status, again.texts("[data-focus] a")]).toEqual([400, ["Enter postcode"]]);
  const id = orderIn(await place(again, { postalCode: "10115", card: "tok_insufficient_funds" }));
  const expiresAt = new Date(Date.now() + 20 * 60_000).toISOString();
  await ear.say(catalogEvents.stockReserved.of({ orderId: id, expiresAt }));
  const declined = await untilSays(visitor, id, "There was not enough money on the card.");
  expect((await visitor.open("/bag")).texts("li.line")).toHaveLength(1);
  const retry = await declined.follow("Try another card");
  expect(retry.form("/checkout").values).toMatchObject({ line1: ["Main St 1"], postalCode: ["10115"] });
  const second = orderIn(await place(retry, { card: "tok_ok" }));
  await fulfil(second);
  await untilSays(visitor, second, "Confirmed");
});

test(
  "the mails' links open the order: in the same browser, and for whoever asked by its number in any",
  { timeout: 60_000 },
  async () => {
    const { visitor, page } = await atCheckout();
    const email = `${randomUUID()}@example.com`;
    const id = orderIn(await place(page, { ...alice, email }));
    await fulfil(id);
    const linkIn = async (count: number): Promise<string> => {
      const [caught] = await until(() => {
        const mails = mail.mailsTo(email);
        return mails.length >= count && mails.slice(count - 1);
      }, `mail ${count} has come`);
      const link = /http:\/\/localhost:8080(\/order\/[^\s"<]+)/.exec(caught!.text)?.[1];
      return link ?? "";
    };
    const confirmed = await visitor.open(await linkIn(1));
    const number = confirmed.heading.replace("Order ", "");
    expect(confirmed.text).toContain("Confirmed");
    const stranger = openPlainBrowser(url);
    expect((await stranger.open(`/order/${id}`)).status).toBe(404);
    await (await stranger.open("/find-order")).submit("/find-order", { number, email });
    const opened = await stranger.open(await linkIn(2));
    expect([opened.status, opened.heading]).toEqual([200, `Order ${number}`]);
    expect((await stranger.open(`${opened.path}x`)).status).toBe(404);
  },
);

test("the page of an order is told of each thing that happens, after what it shows", async () => {
  const { visitor, page } = await atCheckout();
  const placed = await place(page);
  const id = orderIn(placed);
  const follow = placed.all("[data-follow]")[0]!.attrs.find(({ name }) => name === "data-follow")!.value;
  const ending = new AbortController();
  const session = visitor.cookies.get("session")!.value;
  const headers = { cookie: `session=${session}` };
  const response = await fetch(url + follow, { headers, signal: ending.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  let told = "";
  const reading = (async () => {
    for await (const part of response.body!) told += Buffer.from(part).toString();
  })().catch(() => undefined);
  await fulfil(id);
  await until(() => told.includes("order.confirmed"), "it is told that the order is confirmed");
  expect(told).not.toContain("order.placed");
  expect(told).not.toContain("event:");
  ending.abort();
  await reading;
  const other = openPlainBrowser(url);
  await other.post("/bag/lines", { sku: cover.sku });
  const others = { cookie: `session=${other.cookies.get("session")!.value}` };
  expect((await fetch(url + follow, { headers: others })).status).toBe(404);
  expect((await fetch(url + follow)).status).toBe(404);
});
