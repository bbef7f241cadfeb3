/** The order service with a real database; catalog and payment provider are fakes that obey the same contracts. */
import { randomUUID } from "node:crypto";
import type { Quote } from "@shop/contracts/catalog/quotes";
import { euros } from "@shop/contracts/language/values";
import { orderApi } from "@shop/contracts/order/api";
import type { OrderRequest } from "@shop/contracts/order/orders";
import { createTokenVerifier } from "@shop/kit/auth/tokens";
import { createCursors } from "@shop/kit/paging/cursor";
import { createServiceApp } from "@shop/kit/http/server/app";
import { createAnswerOnce } from "@shop/kit/idempotency/answer-once";
import { createLogger } from "@shop/kit/process/logger";
import { createOutbox } from "@shop/kit/messaging/outbox";
import { connectMongo } from "@shop/kit/mongo/connect";
import { collectionOf } from "@shop/kit/mongo/collections";
import { createTransactions } from "@shop/kit/mongo/transactions";
import type { Later } from "@shop/kit/work/bench";
import { createWorker } from "@shop/kit/work/worker";
import { testDatabaseUrl } from "@shop/testing/backing";
import { createClient, startServer, type Client } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { onTestFinished } from "vitest";
import { places } from "../src/addresses/places.ts";
import { cartCollection, createCartStore } from "../src/carts/cart-store.ts";
import { cartRoutes } from "../src/carts/routes.ts";
import type { Mailer } from "../src/mails/mailer.ts";
import { mailTasks } from "../src/mails/tasks.ts";
import { orderConsumers } from "../src/orders/consumers.ts";
import { createOrderKeys } from "../src/orders/order-keys.ts";
import { orderCollection, toOrder, type OrderRow } from "../src/orders/order-rows.ts";
import { createOrderStore } from "../src/orders/order-store.ts";
import { createOrderWatch } from "../src/orders/order-watch.ts";
import type { Order, Task } from "../src/orders/order.ts";
import { orderRoutes } from "../src/orders/routes.ts";
import type { PaymentProvider } from "../src/payments/provider.ts";
import { paymentTasks } from "../src/payments/tasks.ts";

export const cover: Quote = {
  sku: "66432-BLK",
  productId: "66432",
  name: "Phone cover, black",
  image: "/images/phone-cover-black.svg",
  price: euros(1999),
  available: 50,
  onSale: true,
};

export const anOrder = (changes: Partial<OrderRequest> = {}): OrderRequest => ({
  lines: [{ sku: cover.sku, quantity: 1 }],
  contact: { email: "alice@example.com", name: "Alice" },
  shippingAddress: { name: "Alice", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" },
  shippingMethod: "standard",
  payment: { method: "card", token: "tok_ok" },
  ...changes,
});

/** A provider that says yes to everything; a test replaces what it is about. */
const agreeing: PaymentProvider = {
  authorise: async ({ id }) => ({ kind: "authorised", chargeId: `charge-${id}` }),
  find: async () => ({ kind: "nothing" }),
  capture: async () => ({ kind: "captured" }),
  voidAuthorisation: async () => ({ kind: "voided" }),
  refund: async () => ({ kind: "refunded" }),
};

export async function startOrderService({
  quotes = [cover],
  payments = {},
}: { quotes?: readonly Quote[]; payments?: Partial<PaymentProvider> } = {}) {
  const log = createLogger("order", "silent");
  const url = testDatabaseUrl("order");
  const layout = { collections: [orderCollection, cartCollection] };
  const mongo = await connectMongo({ url, log, layout });
  const { connection, clock: serverClock } = mongo;
  // Nothing is published and nothing is done before a test says so.
  const outbox = createOutbox({ connection, collections: [], clock: serverClock, log });
  const rows = collectionOf<OrderRow>(connection, orderCollection.name);
  const idle = { name: "orders", rows, toDocument: toOrder, clock: serverClock, log };
  const worker = createWorker<OrderRow, Order, Task>(idle);
  const transact = createTransactions(connection);
  const carts = createCartStore({ connection });
  const orders = createOrderStore({ connection, transact, outbox, clock: serverClock, carts, worker });
  const mails: string[] = [];
  const mailer: Mailer = { send: async (kind, order) => void mails.push(`${kind}:${order.id}`) };
  const clock = { aheadMs: 0 };
  const deps = {
    orders,
    carts,
    catalog: {
      quotesOf: async (skus: readonly string[]) =>
        new Map(quotes.filter(({ sku }) => skus.includes(sku)).map((q) => [q.sku, q])),
    },
    payments: { ...agreeing, ...payments },
    mailer,
    places,
    watch: createOrderWatch((id) => orders.find(id), { everyMs: 100 }),
    deadlineMs: 14 * 60_000,
    now: () => new Date(Date.now() + clock.aheadMs),
    newId: (): string => randomUUID(),
    newNumber: () => randomUUID().replaceAll("-", "").slice(0, 10).toUpperCase(),
  };
  const laterFor = (orderId: string, { id }: Task): Later => ({
    postpone: async () => undefined,
    giveUp: async () => {
      await rows.updateOne({ _id: orderId }, { $pull: { owes: { id } }, $inc: { revision: 1 } });
    },
  });
  const tokens = createTestTokens();
  const verify = createTokenVerifier({
    keys: tokens.keys,
    serviceSecret: "development-internal-token-secret-0123456789",
    audience: "order",
  });
  const cursors = createCursors("development-cursor-secret-0123456789abc");
  const app = createServiceApp({
    api: orderApi,
    handlers: { ...cartRoutes(deps), ...orderRoutes(deps, cursors) },
    verify,
    answerOnce: () => createAnswerOnce(createOrderKeys({ connection, clock: serverClock })),
    log,
    health: { isReady: mongo.isReady },
  });
  const server = await startServer(app);
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    await connection.dropDatabase();
    await mongo[Symbol.asyncDispose]();
  });

  return {
    url: server.url,
    connection,
    deps,
    mails,
    clock,
    tokens,
    /** A client of the API as somebody new, or as `id`. */
    as: async (
      id: string = randomUUID(),
      role: "guest" | "customer" | "staff" = "guest",
    ): Promise<Client<typeof orderApi>> =>
      createClient(server.url, orderApi, { token: await tokens.tokenFor({ id, role }) }),
    /** Does what an order owes to the payment provider, as the worker would; throws when it owes nothing. */
    settlePayment: async (orderId: string, attempts = 1) => {
      const order = await orders.find(orderId);
      const task = order?.owes.find(({ kind }) => kind in paymentTasks(deps));
      if (!order || !task) throw new Error(`Order ${orderId} owes no call to the provider`);
      const does = paymentTasks(deps)[task.kind as "authorise"];
      await does.run(order, { ...task, attempts } as never, laterFor(orderId, task));
    },
    owesPayment: async (orderId: string): Promise<boolean> =>
      (await orders.find(orderId))?.owes.some(({ kind }) => kind in paymentTasks(deps)) ?? false,
    /** Sends the mail that an order owes, as the worker would; false when it owes none. */
    sendMail: async (orderId: string, attempts = 1, by: Mailer = mailer): Promise<boolean> => {
      const order = await orders.find(orderId);
      const task = order?.owes.find((each) => each.kind === "mail");
      if (!order || !task) return false;
      await mailTasks({ ...deps, mailer: by }).mail.run(
        order,
        { ...task, attempts },
        laterFor(orderId, task),
      );
      return true;
    },
    /** Delivers an event of another service, as the bus would. */
    hear: async (name: string, data: object, eventId: string = randomUUID()) => {
      const subscription = orderConsumers(deps).find(({ definition }) => definition.name === name);
      if (!subscription) throw new Error(`Nobody hears ${name}`);
      const occurredAt = new Date().toISOString();
      const event = { id: eventId, name, version: 1, occurredAt, aggregateId: "any", sequence: 1, data };
      await subscription.handle(subscription.definition.envelope.parse(event));
    },
    /** Index keys that each query on `collection` has looked at while `work` ran. */
    keysExamined: async (collection: string, work: () => Promise<unknown>): Promise<number[]> => {
      await connection.db?.command({ profile: 2 });
      await work();
      await connection.db?.command({ profile: 0 });
      const profile = collectionOf<{ ns: string; op: string; keysExamined: number }>(
        connection,
        "system.profile",
      );
      const queries = await profile.find({ op: "query", ns: { $regex: `\\.${collection}$` } }).toArray();
      return queries.map(({ keysExamined }) => keysExamined);
    },
    mailIsOwed: async (orderId: string): Promise<boolean> =>
      (await rows.findOne({ _id: orderId, "owes.kind": "mail" })) !== null,
    /** Names of the events announced for an order, in sequence. */
    announced: async (orderId: string): Promise<string[]> => {
      const row = await rows.findOne({ _id: orderId });
      return (row?.outbox ?? []).map(({ event }) => event.name);
    },
  };
}

export const newKey = (): Record<string, string> => ({ "Idempotency-Key": `"${randomUUID()}"` });
