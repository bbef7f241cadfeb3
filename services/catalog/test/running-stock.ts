/** Stock on a real database, without HTTP and broker: events are handed to the consumers as the bus would. */
import { randomUUID } from "node:crypto";
import { orderEvents } from "@shop/contracts/order";
import { euros } from "@shop/contracts/values";
import { createIdempotencyKeys } from "@shop/kit/http/idempotency";
import { createInbox } from "@shop/kit/inbox";
import { createLogger } from "@shop/kit/logger";
import { collectionOf, connectMongo } from "@shop/kit/mongo";
import { createOutbox } from "@shop/kit/outbox";
import { testDatabaseUrl } from "@shop/testing/backing";
import { createTransactions } from "@shop/kit/transactions";
import { expect } from "vitest";
import { catalogConsumers } from "../src/consumers.ts";
import { createProduct } from "../src/products/create-product.ts";
import type { Line, Reservation } from "../src/stock/reservation.ts";
import { createCategoryStore } from "../src/store/category-store.ts";
import { migrations } from "../src/store/migrations.ts";
import { createProductStore } from "../src/store/product-store.ts";
import { createStockStore } from "../src/store/stock-store.ts";
import { aProduct, uniqueWord } from "./running-catalog.ts";

type Hold = Omit<Reservation, "orderId"> & { _id: string };
type Announced = {
  event: { name: string; aggregateId: string; sequence: number; data: Record<string, unknown> };
};

export async function runStock({ holdMs = 20 * 60_000 } = {}) {
  const log = createLogger("catalog", "silent");
  const mongo = await connectMongo({ url: testDatabaseUrl("stock"), log, migrations });
  const { connection } = mongo;
  const outbox = createOutbox({ connection, log });
  const transact = createTransactions({ connection, outbox, inbox: createInbox({ connection }) });
  const idempotency = createIdempotencyKeys({ connection });
  const deps = {
    products: createProductStore({ connection, transact }),
    categories: createCategoryStore({ connection }),
    stock: createStockStore({ connection, transact, idempotency }),
    holdMs,
    now: () => new Date(),
    newId: () => randomUUID(),
  };
  const consumers = catalogConsumers(deps);
  const total = euros(100);

  const hear = (fact: { name: string; data: object }, eventId: string = randomUUID()): Promise<unknown> => {
    const consumer = consumers.find(({ definition }) => definition.name === fact.name);
    if (!consumer) throw new Error(`Nobody hears ${fact.name}`);
    return consumer.handle({
      id: eventId,
      version: 1,
      occurredAt: new Date().toISOString(),
      aggregateId: "any",
      sequence: 1,
      cause: { consumer: "catalog", eventId },
      ...fact,
    });
  };

  return {
    deps,
    /** Stock as another process of the service would have it. */
    replica: () => createStockStore({ connection, transact, idempotency }),
    connection,
    hear,
    placed: (orderId: string, lines: Line[]) =>
      orderEvents.orderPlaced.of({ orderId, customerId: "ana", lines, total }),
    authorised: (orderId: string) => orderEvents.paymentAuthorised.of({ orderId, amount: total }),
    cancelled: (orderId: string) =>
      orderEvents.orderCancelled.of({ orderId, customerId: "ana", reason: "customer" }),

    /** SKUs of a new product, with as many of each. */
    skusWith: async (...levels: number[]): Promise<string[]> => {
      const skus = levels.map((_, index) => `${String.fromCharCode(65 + index)}-${uniqueWord()}`);
      const variants = skus.map((sku) => ({ sku, name: sku, options: {}, price: euros(100) }));
      await createProduct(
        deps,
        aProduct({ variants }),
        new Map(skus.map((sku, index) => [sku, levels[index] ?? 0])),
      );
      return skus;
    },

    levelOf: async (sku: string) => {
      const level = await deps.stock.find(sku);
      if (!level) throw new Error(`No level of ${sku}`);
      return level;
    },

    reservationOf: (orderId: string) =>
      collectionOf<Hold>(connection, "reservations").findOne({ _id: orderId }),

    /** Events about one aggregate, in sequence; their numbers have no gap and no double. */
    announced: async (aggregateId: string) => {
      const filter = { "event.aggregateId": aggregateId };
      const rows = await collectionOf<Announced>(connection, "outbox")
        .find(filter, { sort: { "event.sequence": 1 } })
        .toArray();
      expect(rows.map(({ event }) => event.sequence)).toEqual(rows.map((_, index) => index + 1));
      return rows.map(({ event }) => event);
    },

    /** What must be true of a SKU at every moment nothing moves. */
    expectConsistent: async (sku: string) => {
      const level = await deps.stock.find(sku);
      if (!level) throw new Error(`No level of ${sku}`);
      const ledger = await deps.stock.movementsOf(sku, { limit: 10_000, after: undefined });
      const holds = await collectionOf<Hold>(connection, "reservations")
        .find({ state: "held", "lines.sku": sku })
        .toArray();
      const held = holds.flatMap(({ lines }) => lines.filter((line) => line.sku === sku));
      const [product] = await deps.products.findBySkus([sku]);
      expect(level.available).toBeGreaterThanOrEqual(0);
      expect(level.onHand).toBe(level.available + level.held);
      expect(level.onHand).toBe(sum(ledger.map(({ delta }) => delta)));
      expect(level.held).toBe(sum(ledger.map((row) => row.held)));
      expect(level.held).toBe(sum(held.map(({ quantity }) => quantity)));
      expect(ledger.map(({ number }) => number).toReversed()).toEqual(ledger.map((_, index) => index + 1));
      expect(level.movements).toBe(ledger.length);
      expect(product?.variants.find((variant) => variant.sku === sku)?.inStock).toBe(level.available > 0);
      expect(product?.inStock).toBe(product?.variants.some(({ inStock }) => inStock));
      return level;
    },

    [Symbol.asyncDispose]: async () => {
      await connection.dropDatabase();
      await mongo[Symbol.asyncDispose]();
    },
  };
}
export type RunningStock = Awaited<ReturnType<typeof runStock>>;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
