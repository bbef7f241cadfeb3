/**
 * A process beside the running service that has nothing but stock: other stores, same database, same broker. Its
 * consumers can be called, so that a test knows when a message is done, one that changes nothing too.
 */
import type { Fact } from "@shop/contracts/language/event";
import { orderEvents } from "@shop/contracts/order/events";
import { topology } from "@shop/contracts/shop";
import { createLogger } from "@shop/kit/process/logger";
import { openService } from "@shop/kit/service/open-service";
import { toEvent } from "@shop/testing/bus-ear";
import type { Config } from "../src/config.ts";
import { openCategoryPins } from "../src/categories/category-pin-store.ts";
import { shelveProducts, tellHighest } from "../src/products/product-steps-rows.ts";
import { productCollectionIn } from "../src/products/product-collection-rows.ts";
import { createProductStore } from "../src/products/product-store.ts";
import { stockConsumers } from "../src/stock/consumers.ts";
import { createLedgerStore } from "../src/stock/ledger-store.ts";
import {
  holdsInLevels,
  reservationCollection,
  reservationsOf,
  toReservation,
  type ReservationRow,
} from "../src/stock/reservation-rows.ts";
import { createReservationStore } from "../src/stock/reservation-store.ts";
import type { HoldTask, Reservation } from "../src/stock/reservation.ts";
import { createSkuOwnerStore } from "../src/stock/sku-owner-store.ts";
import {
  movementCollection,
  stockCollection,
  toLevel,
  turnedOf,
  type TurnedRow,
} from "../src/stock/stock-rows.ts";
import { createStockStore } from "../src/stock/stock-store.ts";
import type { Level, Tell } from "../src/stock/stock.ts";
import { holdTasks, levelTasks } from "../src/stock/tasks.ts";
import { createTellStore } from "../src/stock/tell-store.ts";

/** The other events that the catalog hears are not about stock. */
const hears = [
  orderEvents.orderPlaced,
  orderEvents.paymentAuthorised,
  orderEvents.orderCancelled,
  orderEvents.orderRefunded,
];

const collections = [
  productCollectionIn(["EUR"]),
  stockCollection,
  movementCollection,
  reservationCollection,
];

export async function openStock(config: Config) {
  const opened = Promise.withResolvers<{
    deps: Parameters<typeof stockConsumers>[0] & {
      stock: ReturnType<typeof createStockStore>;
      ledger: ReturnType<typeof createLedgerStore>;
    };
    consumers: ReturnType<typeof stockConsumers>;
  }>();
  const service = await openService({
    name: "catalog",
    api: {},
    config,
    log: createLogger("catalog", "warn"),
    topology: { ...topology, catalog: hears },
    layout: { collections, steps: [holdsInLevels, shelveProducts, tellHighest] },
    async wire({ connection, transact, outbox, clock, workOn, idempotency }) {
      const { lowStock } = config;
      const holds = workOn<ReservationRow, Reservation, HoldTask>(reservationsOf(connection), toReservation);
      const turns = workOn<TurnedRow, Level, Tell>(turnedOf(connection), toLevel);
      const pins = await openCategoryPins({ connection });
      const skuOwners = createSkuOwnerStore({ connection });
      const products = createProductStore({ connection, transact, outbox, skuOwners, pins });
      const ledger = createLedgerStore({ connection });
      const tells = createTellStore({ connection, transact, outbox, products, lowStock });
      const levels = { connection, transact, clock, ledger, worker: turns, tells, idempotency, lowStock };
      const stock = createStockStore(levels);
      const reservations = createReservationStore({ connection, outbox, worker: holds });
      const deps = { stock, ledger, reservations, holdMs: config.holdMs, now: () => new Date() };
      holds.begin(holdTasks(deps));
      turns.begin(levelTasks(tells));
      const consumers = stockConsumers(deps);
      opened.resolve({ deps, consumers });
      return { handlers: {}, consumers, shown: {}, keys: { findKey: async () => undefined } };
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
