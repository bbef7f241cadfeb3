/** The composition root: what the catalog is made of. */
import { catalogApi, catalogInternalApi } from "@shop/contracts/catalog/api";
import { topology } from "@shop/contracts/shop";
import { createRemoteKeys } from "@shop/kit/auth/keys";
import type { Logger } from "@shop/kit/process/logger";
import { createOutbox } from "@shop/kit/messaging/outbox";
import { connectMongo } from "@shop/kit/mongo/connect";
import type { Layout } from "@shop/kit/mongo/layout";
import { openService, wholeLayout } from "@shop/kit/service/open-service";
import { createPauses } from "@shop/kit/process/pauses";
import type { Service } from "@shop/kit/service/run";
import { categoryCollection, createCategoryStore } from "./categories/category-store.ts";
import { categoryRoutes } from "./categories/routes.ts";
import type { Config } from "./config.ts";
import { createImageStore } from "./images/image-store.ts";
import { imageRoutes } from "./images/routes.ts";
import { importRoutes } from "./importing/routes.ts";
import { changeCurrencies } from "./products/change-currencies.ts";
import { createCurrencyStore, currencyCollection } from "./products/currency-store.ts";
import { listRoutes } from "./listing/routes.ts";
import { createProductListStore } from "./products/product-list-store.ts";
import { shelveProducts } from "./products/product-steps-rows.ts";
import { createProductStore, productCollection, productCollectionIn } from "./products/product-store.ts";
import { productRoutes } from "./products/routes.ts";
import { quoteRoutes } from "./quotes/routes.ts";
import { repairProducts, type RepairDeps } from "./repairing/repair-products.ts";
import { createRepairStore } from "./repairing/repair-store.ts";
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

const layoutFor = ({ currencies }: Pick<Config, "currencies">): Layout => ({
  collections: [
    productCollectionIn(currencies),
    categoryCollection,
    reviewCollection,
    stockCollection,
    movementCollection,
    reservationCollection,
    currencyCollection,
  ],
  steps: [shelveProducts],
});

export const start = (config: Config, log: Logger): Promise<Service> =>
  openService({
    name: "catalog",
    api: { ...catalogApi, ...catalogInternalApi },
    config,
    log,
    topology,
    layout: layoutFor(config),
    async wire({ connection, transact, outbox, workOn, idempotency, cursors, use }) {
      const worker = workOn<ReservationRow, Reservation, Expiry>(reservationsOf(connection), toReservation);
      const skuOwners = createSkuOwnerStore({ connection });
      const products = createProductStore({ connection, transact, outbox, skuOwners });
      const deps = {
        products,
        productLists: createProductListStore({ connection }),
        currencies: config.currencies,
        categories: createCategoryStore({ connection }),
        reviews: createReviewStore({ connection, transact, products }),
        stock: createStockStore({ connection, transact, outbox, worker, idempotency, products }),
        images: createImageStore(),
        search: use(createProductSearch({ ...config, collection: productCollection.name, log })),
        holdMs: config.holdMs,
        pause: createPauses(),
        now: () => new Date(),
        newId: () => crypto.randomUUID(),
      };
      await changeCurrencies({ currencyStore: createCurrencyStore({ connection }), log }, config.currencies);
      worker.begin(holdTasks(deps));
      return {
        handlers: {
          ...productRoutes(deps),
          ...listRoutes(deps, cursors),
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

/** What `npm run repair` runs: the database alone. Its events are published by the service. */
export async function openRepair(config: Config, log: Logger) {
  await using open = new AsyncDisposableStack();
  const { connection, clock } = open.use(
    await connectMongo({ url: config.mongoUrl, log, layout: wholeLayout(layoutFor(config)) }),
  );
  const outbox = open.use(createOutbox({ connection, collections: [], clock, log }));
  const categories = createCategoryStore({ connection });
  const repairs = createRepairStore({ connection, categories, outbox });
  const all = open.move();
  return {
    run: ({ tell, writes }: { readonly tell: RepairDeps["tell"]; readonly writes: boolean }) =>
      repairProducts({ repairs, tell }, { writes }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
