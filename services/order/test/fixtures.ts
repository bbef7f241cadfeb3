/** The order service with a real database; catalog and payment provider are fakes that obey the same contracts. */
import { randomUUID } from "node:crypto";
import type { Quote } from "@shop/contracts/catalog";
import { orderApi, type OrderRequest } from "@shop/contracts/order";
import { euros } from "@shop/contracts/values";
import { createTokenVerifier } from "@shop/kit/auth";
import { createCursors } from "@shop/kit/cursor";
import { createServiceApp } from "@shop/kit/http/app";
import { createIdempotencyKeys } from "@shop/kit/http/idempotency";
import { createInbox } from "@shop/kit/inbox";
import { createLogger } from "@shop/kit/logger";
import { collectionOf, connectMongo } from "@shop/kit/mongo";
import { createOutbox } from "@shop/kit/outbox";
import { createClient, startServer, type Client } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { createTransactions } from "@shop/kit/transactions";
import { inject, onTestFinished } from "vitest";
import { places } from "../src/clients/places.ts";
import { orderConsumers } from "../src/consumers.ts";
import type { OrderDeps, PaymentProvider } from "../src/orders/deps.ts";
import { settlePayment } from "../src/orders/settle-payment.ts";
import { createOrderWatch } from "../src/orders/order-watch.ts";
import { orderRoutes } from "../src/routes.ts";
import { createCartStore } from "../src/store/cart-store.ts";
import { migrations } from "../src/store/migrations.ts";
import { createOrderStore } from "../src/store/order-store.ts";

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
  const url = inject("mongoUrl").replace(
    /^(mongodb:\/\/[^/?]+)(?:\/[^?]*)?/,
    `$1/order_${randomUUID().slice(0, 8)}`,
  );
  const mongo = await connectMongo({ url, log, migrations });
  const { connection } = mongo;
  const outbox = createOutbox({ connection, log });
  const idempotency = createIdempotencyKeys({ connection });
  const transact = createTransactions({ connection, outbox, inbox: createInbox({ connection }) });
  const orders = createOrderStore({ connection, transact, idempotency });
  const mails: string[] = [];
  const clock = { aheadMs: 0 };
  const deps: OrderDeps = {
    orders,
    carts: createCartStore({ connection }),
    catalog: {
      quotesOf: async (skus) =>
        new Map(quotes.filter(({ sku }) => skus.includes(sku)).map((q) => [q.sku, q])),
    },
    payments: { ...agreeing, ...payments },
    mailer: { send: async (kind, order) => void mails.push(`${kind}:${order.id}`) },
    places,
    watch: createOrderWatch((id) => orders.find(id), { everyMs: 100 }),
    wake: { payments: () => undefined, mails: () => undefined },
    deadlineMs: 14 * 60_000,
    now: () => new Date(Date.now() + clock.aheadMs),
    newId: () => randomUUID(),
    newNumber: () => randomUUID().replaceAll("-", "").slice(0, 10).toUpperCase(),
  };
  const tokens = createTestTokens();
  const verify = createTokenVerifier({
    keys: tokens.keys,
    serviceSecret: "development-internal-token-secret-0123456789",
    audience: "order",
  });
  const cursors = createCursors("development-cursor-secret-0123456789abc");
  const app = createServiceApp({
    api: orderApi,
    handlers: orderRoutes(deps, cursors),
    verify,
    idempotency,
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
    /** What the payment worker does with an order whose task is due. */
    settlePayment: async (orderId: string, attempts = 1) => {
      const order = await orders.find(orderId);
      if (order?.task) await settlePayment(deps, { ...order, task: { ...order.task, attempts } });
    },
    /** Delivers an event of another service, as the bus would. */
    hear: async (name: string, data: object, eventId: string = randomUUID()) => {
      const subscription = orderConsumers(deps).find(({ definition }) => definition.name === name);
      if (!subscription) throw new Error(`Nobody hears ${name}`);
      await subscription.handle({
        id: eventId,
        name,
        version: 1,
        occurredAt: new Date().toISOString(),
        aggregateId: "any",
        sequence: 1,
        data,
        cause: { consumer: "order", eventId },
      });
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
      (await collectionOf<{ orderId: string }>(connection, "mails").findOne({
        orderId,
        dueAt: { $type: "date" },
      })) !== null,
    /** Names of the events announced for an order, in sequence. */
    announced: async (orderId: string): Promise<string[]> => {
      const rows = collectionOf<{ event: { name: string; aggregateId: string; sequence: number } }>(
        connection,
        "outbox",
      );
      const found = await rows.find({ "event.aggregateId": orderId }).sort({ "event.sequence": 1 }).toArray();
      return found.map(({ event }) => event.name);
    },
  };
}

export const newKey = (): Record<string, string> => ({ "Idempotency-Key": `"${randomUUID()}"` });
