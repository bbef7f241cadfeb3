/**
 * The order service as tests use it: started as in production, on real servers, with a database and a broker's room of
 * its own. Around it, over the network: a catalog that says what a test tells it to, the payment sandbox behind a wire
 * with troubles, and a mail server that keeps what it gets.
 */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Quote } from "@shop/contracts/catalog/quotes";
import type { Role } from "@shop/contracts/language/access";
import type { EventDefinition } from "@shop/contracts/language/event";
import { euros } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import type { OrderRequest } from "@shop/contracts/order/orders";
import { shop } from "@shop/contracts/shop";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { testAmqpUrl, testDatabaseUrl, testRedisUrl } from "@shop/testing/backing";
import { listenTo, type Envelope } from "@shop/testing/bus-ear";
import { createClient, startServer, type Client } from "@shop/testing/http";
import { startMailServer } from "@shop/testing/mail";
import { startPaymentSandbox } from "@shop/testing/payment-sandbox";
import { createTestTokens } from "@shop/testing/tokens";
import { until } from "@shop/testing/until";
import mongoose from "mongoose";
import type { z } from "zod";
import { Config } from "../src/config.ts";
import type { OrderRow } from "../src/orders/order-rows.ts";
import type { Order } from "../src/orders/order.ts";
import { start } from "../src/start.ts";
import { startFakeCatalog } from "./fake-catalog.ts";
import { createFakePeople } from "./fake-people.ts";
import { owedWork } from "./owed-work.ts";
import { startTroubledWire } from "./troubled-wire.ts";

export const cover: Quote = {
  sku: "66432-BLK",
  productId: "66432",
  name: "Phone cover, black",
  image: "/images/phone-cover-black.svg",
  price: euros(1999),
  available: 50,
  onSale: true,
};

/** Something that no other test sells. */
export const aCover = (changes: Partial<Quote> = {}): Quote => ({
  ...cover,
  sku: `COVER-${randomUUID().slice(0, 8)}`,
  ...changes,
});

export const anOrder = (changes: Partial<OrderRequest> = {}): OrderRequest => ({
  lines: [{ sku: cover.sku, quantity: 1 }],
  contact: { email: "alice@example.com", name: "Alice" },
  shippingAddress: { name: "Alice", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" },
  shippingMethod: "standard",
  payment: { method: "card", token: "tok_ok" },
  ...changes,
});

export const newKey = (): Record<string, string> => ({ "Idempotency-Key": `"${randomUUID()}"` });

const { api } = shop.order;

export type CartRow = { readonly _id: string; readonly inCheckout?: string };

/** `settings` replace what the environment gives. */
export async function runOrder(settings: Partial<Config> = {}) {
  await using open = new AsyncDisposableStack();
  const mongoUrl = testDatabaseUrl("order");
  const amqpUrl = await testAmqpUrl("order");
  const connection = await mongoose.createConnection(mongoUrl).asPromise();
  open.defer(() => connection.close());
  // After the service, which saves to the last what the broker has confirmed.
  open.defer(() => connection.dropDatabase());

  const tokens = createTestTokens();
  const people = createFakePeople(tokens.jwks);
  const keys = open.use(await startServer(people.answer));
  const mail = open.use(await startMailServer());
  const provider = open.use(await startPaymentSandbox());
  const wire = open.use(await startTroubledWire(provider.url));
  const env = {
    MONGO_URL: mongoUrl,
    AMQP_URL: amqpUrl,
    USER_URL: keys.url,
    SMTP_URL: mail.smtpUrl,
    REDIS_URL: testRedisUrl(),
  };
  const given = { ...loadConfig(Config, { ...env, PAYMENT_URL: wire.url }), ...settings };
  const catalog = open.use(await startFakeCatalog(given.internalTokenSecret));
  catalog.offer(cover);
  const config = { ...given, catalogUrl: catalog.url };
  const ear = open.use(await listenTo(amqpUrl, orderEvents));

  const run = () => start(config, createLogger("order", "silent"));
  let service = await run();
  open.defer(() => service[Symbol.asyncDispose]());
  const { url } = open.use(await startServer((request, response) => service.http(request, response)));

  const orders = connection.collection("orders") as unknown as mongoose.mongo.Collection<OrderRow>;
  const carts = connection.collection("carts") as unknown as mongoose.mongo.Collection<CartRow>;

  /** Resolves when the broker has it in the service's queue. */
  const catalogSays = <Data extends z.ZodType>(
    definition: EventDefinition<`catalog.${string}`, Data>,
    data: z.input<Data>,
    envelope?: Envelope,
  ): Promise<void> => ear.say(definition.of(data), envelope);

  /** Until the order's timeline has an entry of this type. */
  const untilTold = (orderId: string, type: string): Promise<unknown> =>
    until(() => orders.findOne({ _id: orderId, "timeline.type": type }), `${orderId} tells ${type}`);

  const untilIs = (orderId: string, state: Order["state"]): Promise<unknown> =>
    until(() => orders.findOne({ _id: orderId, state }), `${orderId} is ${state}`);

  const reserve = (orderId: string) => catalogSays(catalogEvents.stockReserved, { orderId, expiresAt });

  const authorised = async (orderId: string): Promise<void> => {
    await reserve(orderId);
    await untilTold(orderId, "payment.authorised");
  };

  const opened = open.move();
  return {
    connection,
    /** Where it is reached without a client. */
    url,
    mongoUrl,
    tokens,
    /** A client of the API as somebody new, or as `id`. */
    as: async (id: string = randomUUID(), role: Role = "guest"): Promise<Client<typeof api>> =>
      createClient(url, api, { token: await tokens.tokenFor({ id, role }) }),
    /** Another process of the service, which hears and works beside the first. */
    replica: run,
    /** Ends when all that was said to it is handled, and begins with a look for what is owed and due. */
    restart: async (): Promise<void> => {
      await ear.untilTaken("order");
      await service[Symbol.asyncDispose]();
      service = await run();
    },
    catalog,
    people,
    /** Offers a cover that differs in this from others; answers its SKU. */
    sells: (changes: Partial<Quote> = {}): string => {
      const quote = aCover(changes);
      catalog.offer(quote);
      return quote.sku;
    },
    provider,
    wire,
    mail,
    orders,
    carts,
    ear,
    catalogSays,
    untilTold,
    untilIs,
    /** The catalog holds the goods; what the provider then says is its own matter. */
    reserve,
    /** As far as the money is authorised. */
    authorised,
    /** To its happy end. */
    confirmed: async (orderId: string): Promise<void> => {
      await authorised(orderId);
      await catalogSays(catalogEvents.stockCommitted, { orderId });
      await untilTold(orderId, "order.confirmed");
    },
    /** Names of the events announced for an order, in sequence: all that it has counted, and no other. */
    announced: async (orderId: string): Promise<string[]> => {
      const row = await orders.findOne({ _id: orderId });
      if (!row) throw new Error(`There is no order ${orderId}`);
      const events = await ear.eventsOf(orderId, row.sequence);
      if (events.length > row.sequence) throw new Error(`${orderId} has announced more than it has counted`);
      return events.map(({ name }) => name);
    },
    ...owedWork(orders),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type RunningOrder = Awaited<ReturnType<typeof runOrder>>;

export const expiresAt = new Date(Date.now() + 20 * 60_000).toISOString();
export const longAgo = new Date(0);
