/**
 * A process beside the running service that has nothing but stock: other stores, same database, same broker. Its
 * consumers can be called, so that a test knows when a message is done, one that changes nothing too.
 */
import type { Fact } from "@shop/contracts/language/event";
import { topology } from "@shop/contracts/shop";
import { createLogger } from "@shop/kit/process/logger";
import { openService } from "@shop/kit/service/open-service";
import { toEvent } from "@shop/testing/bus-ear";
import type { Config } from "../src/config.ts";
import { shelveProducts } from "../src/products/product-steps-rows.ts";
import { createProductStore, productCollectionIn } from "../src/products/product-store.ts";
import { stockConsumers } from "../src/stock/consumers.ts";
import {
  reservationCollection,
  reservationsOf,
  toReservation,
  type ReservationRow,
} from "../src/stock/reservation-rows.ts";
import type { Expiry, Reservation } from "../src/stock/reservation.ts";
import { createSkuOwnerStore } from "../src/stock/sku-owner-store.ts";
import { movementCollection, stockCollection } from "../src/stock/stock-rows.ts";
import { createStockStore } from "../src/stock/stock-store.ts";
import { holdTasks } from "../src/stock/tasks.ts";

const collections = [
  productCollectionIn(["EUR"]),
  stockCollection,
  movementCollection,
  reservationCollection,
];

export async function openStock(config: Config) {
  const opened = Promise.withResolvers<{
    deps: Parameters<typeof stockConsumers>[0] & { stock: ReturnType<typeof createStockStore> };
    consumers: ReturnType<typeof stockConsumers>;
  }>();
  const service = await openService({
    name: "catalog",
    api: {},
    config,
    log: createLogger("catalog", "warn"),
    topology,
    layout: { collections, steps: [shelveProducts] },
    wire({ connection, transact, outbox, workOn, idempotency }) {
      const worker = workOn<ReservationRow, Reservation, Expiry>(reservationsOf(connection), toReservation);
      const skuOwners = createSkuOwnerStore({ connection });
      const products = createProductStore({ connection, transact, outbox, skuOwners });
      const stock = createStockStore({ connection, transact, outbox, worker, idempotency, products });
      const deps = { stock, holdMs: config.holdMs, now: () => new Date() };
      worker.begin(holdTasks(deps));
      const consumers = stockConsumers(deps);
      opened.resolve({ deps, consumers });
      return { handlers: {}, consumers, keys: { findKey: async () => undefined } };
    },
  });
  const { deps, consumers } = await opened.promise;
  return {
    deps,
    /** Done when this resolves. */
    hear: (fact: Fact, eventId?: string): Promise<unknown> => {
      const consumer = consumers.find(({ definition }) => definition.name === fact.name);
      if (!consumer) throw new Error(`Nobody hears ${fact.name}`);
      return consumer.handle(toEvent(fact, eventId ? { id: eventId } : {}));
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}
