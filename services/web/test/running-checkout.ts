/**
 * The pages before the real order service, with the payment sandbox and a mail server; the catalog is the test's to say.
 */
import { randomUUID } from "node:crypto";
import { catalogApi, catalogInternalApi } from "@shop/contracts/catalog/api";
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Quote } from "@shop/contracts/catalog/quotes";
import { examples } from "@shop/contracts/examples";
import { euros } from "@shop/contracts/language/values";
import { orderApi } from "@shop/contracts/order/api";
import { orderEvents } from "@shop/contracts/order/events";
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
import { expect } from "vitest";
import { Config } from "../src/config.ts";
import { start } from "../src/start.ts";
import { startOrderProcess } from "./order-process.ts";

export const cover: Quote = {
  sku: "66432-BLK",
  productId: "66432",
  name: "Phone cover, black",
  image: "/images/phone-cover-black.svg",
  price: euros(1999),
  available: 1_000,
  onSale: true,
};

export async function runCheckout() {
  await using open = new AsyncDisposableStack();
  const people = createGuests();
  const sold = { quote: cover };
  const user = open.use(
    await startFakeService({ ...userApi, ...userInternalApi }, { examples, usual: people.usual }),
  );
  const catalog = open.use(
    await startFakeService(
      { ...catalogApi, ...catalogInternalApi },
      { examples, usual: { quote: () => ({ items: [sold.quote] }) } },
    ),
  );
  const sandbox = open.use(await startPaymentSandbox());
  const mail = open.use(await startMailServer());
  const order = open.use(
    await startOrderProcess({
      userUrl: user.url,
      catalogUrl: catalog.url,
      paymentUrl: sandbox.url,
      smtpUrl: mail.smtpUrl,
    }),
  );
  const ear = open.use(await listenTo(order.amqpUrl, orderEvents));
  const serviceUrls = { catalog: catalog.url, user: user.url, order: order.url };
  const config = { ...loadConfig(Config, {}), serviceUrls };
  const web = open.use(await start(config, createLogger("web", "silent")));
  const { url } = open.use(await startServer((request, response) => web.http(request, response)));

  const reserve = (orderId: string): Promise<void> =>
    ear.say(catalogEvents.stockReserved.of({ orderId, expiresAt: inAWhile() }));
  const opened = open.move();
  return {
    url,
    sandbox,
    mail,
    loseAnswer: order.loseAnswer,
    /** What the catalog says of the cover, until it says otherwise. */
    sells: (changes: Partial<Quote> = {}): void => {
      sold.quote = { ...cover, ...changes };
    },
    browser: (): PlainBrowser => openPlainBrowser(url),
    /** All that this person has ordered. */
    ordersOf: async ({ cookies }: PlainBrowser) => {
      const token = await people.tokenOf(cookies.get("session")?.value ?? "");
      return (await createClient(order.ownUrl, orderApi, { token }).listOrders()).body.items;
    },
    /** Charges of an order by which money was taken. */
    chargesOf: (orderId: string) => sandbox.chargesOf(orderId).filter(({ captured }) => captured.amount > 0),
    /** The catalog holds the goods. */
    reserve,
    /** All that a catalog says, up to the happy end. */
    fulfil: async (orderId: string): Promise<void> => {
      await reserve(orderId);
      const isAuthorised = () =>
        ear.heard.some(
          ({ name, aggregateId }) => name === "order.payment_authorised" && aggregateId === orderId,
        );
      await until(isAuthorised, "the payment is authorised");
      await ear.say(catalogEvents.stockCommitted.of({ orderId }));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type RunningCheckout = Awaited<ReturnType<typeof runCheckout>>;

const inAWhile = (): string => new Date(Date.now() + 20 * 60_000).toISOString();

/** A user service whose tokens the order service believes. */
function createGuests() {
  const tokens = createTestTokens();
  /** By the secrets of their browsers. */
  const guests = new Map<string, string>();
  const accessTokenOf = (id: string): Promise<string> => tokens.tokenFor({ id, role: "guest" });
  const browserTokenOf = async (id: string) => {
    const accessToken = await accessTokenOf(id);
    return { kind: "guest", id, name: null, email: null, role: "guest", accessToken, expiresIn: 300 };
  };
  const field = ({ body }: FakeCall, name: string): string => String((body as Record<string, unknown>)[name]);
  return {
    tokenOf: (secret: string): Promise<string> => accessTokenOf(guests.get(secret) ?? "nobody"),
    usual: {
      getPublicKeys: tokens.jwks,
      enterAsGuest: async () => {
        const id = randomUUID();
        const { accessToken, expiresIn } = await browserTokenOf(id);
        return { kind: "guest", accessToken, expiresIn, refreshToken: id, guest: { id } };
      },
      openBrowserSession: async (call: FakeCall) => {
        const id = field(call, "refreshToken");
        guests.set(`secret-${id}`, id);
        return { ...(await browserTokenOf(id)), secret: `secret-${id}` };
      },
      giveBrowserToken: (call: FakeCall) => browserTokenOf(guests.get(field(call, "secret")) ?? "nobody"),
    },
  };
}

/** Somebody new, with a cover in the bag. */
export async function atCheckout(shop: RunningCheckout, quantity = 1) {
  const visitor = shop.browser();
  const bag = await visitor.post("/bag/lines", { sku: cover.sku, quantity: String(quantity) });
  return { visitor, page: await bag.submit("/bag", {}, "Checkout") };
}

/** The id of the order that is shown; of another page it fails with what that says. */
export function orderIn({ path, status, text }: Page): string {
  const [, id] = /^\/order\/([\w-]+)/.exec(path) ?? [];
  return id ?? expect.fail(`No order but ${status} at ${path}: ${text.slice(0, 500)}`);
}

/** The order's page, as soon as it says so. */
export const untilSays = (visitor: PlainBrowser, orderId: string, text: string): Promise<Page> =>
  until(async () => {
    const page = await visitor.open(`/order/${orderId}`);
    return page.text.includes(text) && page;
  }, `the page says ${text}`);
