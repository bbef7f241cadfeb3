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
import { createProductSearch } from "./search/product-search-client.ts";
import { stockConsumers } from "./stock/consumers.ts";
import {
  reservationCollection,
  reservationsOf,
  toReservation,
  type ReservationRow,
} from "./stock/reservation-rows.ts";
import type { Expiry, Reservation } from "./stock/reservation.ts";
import { stockRoutes } from "./stock/routes.ts";
import { createSkuOwnerStore } from "./stock/sku-owner-store.ts";
import { movementCollection, stockCollection } from "./stock/stock-rows.ts";
import { createStockStore } from "./stock/stock-store.ts";
import { holdTasks } from "./stock/tasks.ts";

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
    },
    async wire({ connection, transact, outbox, workOn, idempotency, cursors, use }) {
      const worker = workOn<ReservationRow, Reservation, Expiry>(reservationsOf(connection), toReservation);
      const skuOwners = createSkuOwnerStore({ connection });
      const products = createProductStore({ connection, transact, outbox, skuOwners });
      const deps = {
        products,
        categories: createCategoryStore({ connection }),
        reviews: createReviewStore({ connection, transact, products }),
        stock: createStockStore({ connection, transact, outbox, worker, idempotency, products }),
        images: createImageStore(),
        search: use(await createProductSearch({ ...config, collection: productCollection.name, log })),
        holdMs: config.holdMs,
        pause: createPauses(),
        now: () => new Date(),
        newId: () => crypto.randomUUID(),
      };
      worker.begin(holdTasks(deps));
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
