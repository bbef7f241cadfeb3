/** The composition root: what the catalog is made of. */
import { catalogApi, catalogInternalApi } from "@shop/contracts/catalog/api";
import { topology } from "@shop/contracts/shop";
import { createRemoteKeys } from "@shop/kit/auth/keys";
import type { Logger } from "@shop/kit/process/logger";
import { openService } from "@shop/kit/service/open-service";
import { createPauses } from "@shop/kit/process/pauses";
import type { Service } from "@shop/kit/service/run";
import { categoryCollection, createCategoryStore } from "./categories/category-store.ts";
import { categoryRoutes } from "./categories/routes.ts";
import type { Config } from "./config.ts";
import { createImageStore } from "./images/image-store.ts";
import { imageRoutes } from "./images/routes.ts";
import { importRoutes } from "./importing/routes.ts";
import { createProductStore, productCollection } from "./products/product-store.ts";
import { productRoutes } from "./products/routes.ts";
import { quoteRoutes } from "./quotes/routes.ts";
import { createReviewStore, reviewCollection } from "./reviews/review-store.ts";
import { reviewRoutes } from "./reviews/routes.ts";
import { stockConsumers } from "./stock/consumers.ts";
import { createLedgerStore } from "./stock/ledger-store.ts";
import {
  holdsInLevels,
  reservationCollection,
  reservationsOf,
  toReservation,
  type ReservationRow,
} from "./stock/reservation-rows.ts";
import { createReservationStore } from "./stock/reservation-store.ts";
import type { HoldTask, Reservation } from "./stock/reservation.ts";
import { stockRoutes } from "./stock/routes.ts";
import { createSkuOwnerStore } from "./stock/sku-owner-store.ts";
import {
  movementCollection,
  stockCollection,
  toLevel,
  turnedOf,
  type TurnedRow,
} from "./stock/stock-rows.ts";
import { createStockStore } from "./stock/stock-store.ts";
import type { Level, Tell } from "./stock/stock.ts";
import { holdTasks, levelTasks } from "./stock/tasks.ts";
import { createTellStore } from "./stock/tell-store.ts";

export const start = (config: Config, log: Logger): Promise<Service> =>
  openService({
    name: "catalog",
    api: { ...catalogApi, ...catalogInternalApi },
    config,
    log,
    topology,
    layout: {
      collections: [
        productCollection,
        categoryCollection,
        reviewCollection,
        stockCollection,
        movementCollection,
        reservationCollection,
      ],
      steps: [holdsInLevels],
    },
    wire({ connection, transact, outbox, clock, workOn, idempotency, cursors, use }) {
      const { lowStock } = config;
      const holds = workOn<ReservationRow, Reservation, HoldTask>(reservationsOf(connection), toReservation);
      const turns = workOn<TurnedRow, Level, Tell>(turnedOf(connection), toLevel);
      const skuOwners = createSkuOwnerStore({ connection });
      const products = createProductStore({ connection, transact, outbox, skuOwners });
      const ledger = createLedgerStore({ connection });
      const tells = createTellStore({ connection, transact, outbox, products, lowStock });
      const levels = { connection, transact, clock, ledger, worker: turns, tells, idempotency, lowStock };
      const deps = {
        products,
        categories: createCategoryStore({ connection }),
        reviews: createReviewStore({ connection, transact, products }),
        stock: createStockStore(levels),
        ledger,
        reservations: createReservationStore({ connection, outbox, worker: holds }),
        images: createImageStore(),
        holdMs: config.holdMs,
        pause: createPauses(),
        now: () => new Date(),
        newId: () => crypto.randomUUID(),
      };
      holds.begin(holdTasks(deps));
      turns.begin(levelTasks(tells));
      return {
        handlers: {
          ...productRoutes(deps, cursors),
          ...categoryRoutes(deps, cursors),
          ...reviewRoutes(deps, cursors),
          ...stockRoutes(deps, cursors),
          ...imageRoutes(deps),
          ...importRoutes(deps),
          ...quoteRoutes(deps),
        },
        consumers: stockConsumers(deps),
        keys: use(createRemoteKeys({ url: `${config.userUrl}/.well-known/jwks.json`, log })),
      };
    },
  });
