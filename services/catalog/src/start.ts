/** The composition root: what the catalog is made of. */
import { catalogApi, catalogInternalApi } from "@shop/contracts/catalog/api";
import { topology } from "@shop/contracts/shop";
import { createRemoteKeys } from "@shop/kit/auth/keys";
import type { Logger } from "@shop/kit/process/logger";
import { createOutbox } from "@shop/kit/messaging/outbox";
import { connectMongo } from "@shop/kit/mongo/connect";
import { createIsForgotten } from "@shop/kit/privacy/erasure-store";
import { openService, wholeLayout } from "@shop/kit/service/open-service";
import { createPauses } from "@shop/kit/process/pauses";
import { showObjects } from "./acts/start.ts";
import { addressRoutes } from "./addresses/routes.ts";
import { openCategoryPins } from "./categories/category-pin-store.ts";
import {
  findCategoriesIn,
  owingCategoriesOf,
  toCategory,
  type OwingCategoryRow,
} from "./categories/category-rows.ts";
import { createCategorySpreadStore } from "./categories/category-spread-store.ts";
import { createCategoryStore } from "./categories/category-store.ts";
import type { Category, Spread } from "./categories/category.ts";
import { categoryRoutes } from "./categories/routes.ts";
import { categoryTasks } from "./categories/tasks.ts";
import type { Config } from "./config.ts";
import { createGridFsPictureStore } from "./images/gridfs-picture-store.ts";
import { createPictureProvider } from "./images/picture-provider.ts";
import { createReadImage } from "./images/read-image.ts";
import { imageRoutes } from "./images/routes.ts";
import { createS3PictureStore } from "./images/s3-picture-store.ts";
import { beginSweep } from "./images/tasks.ts";
import { createUploadStore } from "./images/upload-store.ts";
import { readCsv } from "./importing/csv-provider.ts";
import { createImportStore } from "./importing/import-store.ts";
import { importRoutes } from "./importing/routes.ts";
import { createProductLinkStore } from "./products/product-link-store.ts";
import { createCompanionStore } from "./related/companion-store.ts";
import { relatedConsumers } from "./related/consumers.ts";
import { relatedRoutes } from "./related/routes.ts";
import { reviewConsumers } from "./reviews/consumers.ts";
import { createReviewStore } from "./reviews/review-store.ts";
import { changeCurrencies } from "./products/change-currencies.ts";
import { createCurrencyStore } from "./products/currency-store.ts";
import { layoutFor } from "./layout.ts";
import { listRoutes } from "./listing/routes.ts";
import { createProductRatingStore } from "./products/product-rating-store.ts";
import { createProductListStore } from "./products/product-list-store.ts";
import { createProductStore } from "./products/product-store.ts";
import { productRoutes } from "./products/routes.ts";
import { openPrivacy } from "./privacy/start.ts";
import { quoteRoutes } from "./quotes/routes.ts";
import { repairProducts, type RepairDeps } from "./repairing/repair-products.ts";
import { createRepairStore } from "./repairing/repair-store.ts";
import { reviewRoutes } from "./reviews/routes.ts";
import { createCountProducts } from "./listing/count-products.ts";
import { createProductSearch } from "./search/product-search-client.ts";
import { stockConsumers } from "./stock/consumers.ts";
import { createLedgerStore } from "./stock/ledger-store.ts";
import { reservationsOf, toReservation, type ReservationRow } from "./stock/reservation-rows.ts";
import { createReservationStore } from "./stock/reservation-store.ts";
import type { HoldTask, Reservation } from "./stock/reservation.ts";
import { stockRoutes } from "./stock/routes.ts";
import { createSkuOwnerStore } from "./stock/sku-owner-store.ts";
import { toLevel, turnedOf, type TurnedRow } from "./stock/stock-rows.ts";
import { createStockStore } from "./stock/stock-store.ts";
import type { Level, Tell } from "./stock/stock.ts";
import { holdTasks, levelTasks } from "./stock/tasks.ts";
import { createTellStore } from "./stock/tell-store.ts";

export const start = (config: Config, log: Logger) =>
  openService({
    name: "catalog",
    api: { ...catalogApi, ...catalogInternalApi },
    config,
    log,
    topology,
    layout: layoutFor(config),
    async wire(ground) {
      const { connection, transact, outbox, clock, workOn, idempotency, cursors, use } = ground;
      const { lowStock } = config;
      const holds = workOn<ReservationRow, Reservation, HoldTask>(reservationsOf(connection), toReservation);
      const turns = workOn<TurnedRow, Level, Tell>(turnedOf(connection), toLevel);
      const spreader = workOn<OwingCategoryRow, Category, Spread>(owingCategoriesOf(connection), toCategory);
      const skuOwners = createSkuOwnerStore({ connection });
      const pins = await openCategoryPins({ connection });
      const products = createProductStore({ connection, transact, outbox, skuOwners, pins });
      const ratings = createProductRatingStore({ connection, outbox });
      const links = createProductLinkStore({ connection });
      const ledger = createLedgerStore({ connection });
      const tells = createTellStore({ connection, transact, outbox, products, lowStock });
      const levels = { connection, transact, clock, ledger, worker: turns, tells, idempotency, lowStock };
      const pictures = config.s3 ? createS3PictureStore(config.s3) : createGridFsPictureStore({ connection });
      const provider = createPictureProvider();
      const deps = {
        products,
        categories: createCategoryStore({ connection, transact, outbox, pins, products: links }),
        spreads: createCategorySpreadStore({ connection, transact, outbox, products: links }),
        reviews: createReviewStore({ connection, transact, ratings }),
        isForgotten: createIsForgotten(connection),
        companions: createCompanionStore({ connection, transact }),
        pictures,
        provider,
        readImage: createReadImage({ pictures, provider }),
        uploads: createUploadStore({ connection }),
        stock: createStockStore(levels),
        ledger,
        reservations: createReservationStore({ connection, outbox, worker: holds }),
        imports: createImportStore({ connection }),
        readCsv,
        productLists: createProductListStore({ connection }),
        currencies: config.currencies,
        search: use(await createProductSearch({ ...config, products, log })),
        holdMs: config.holdMs,
        // An import waits for the database, whose answers come in the turns of others.
        pause: createPauses({ everyMs: 2 }),
        now: () => new Date(),
        newId: () => crypto.randomUUID(),
      };
      await changeCurrencies({ currencyStore: createCurrencyStore({ connection }), log }, config.currencies);
      holds.begin(holdTasks(deps));
      turns.begin(levelTasks(tells));
      spreader.begin(categoryTasks(deps));
      use(beginSweep(deps, log));
      const privacy = openPrivacy(ground, config, deps);
      const news = [...stockConsumers(deps), ...reviewConsumers(deps), ...relatedConsumers(deps)];
      return {
        handlers: {
          ...productRoutes(deps),
          ...listRoutes(deps, cursors),
          ...categoryRoutes({ ...deps, countProducts: createCountProducts(deps) }, cursors),
          ...relatedRoutes(deps, cursors),
          ...reviewRoutes(deps, cursors),
          ...stockRoutes(deps, cursors),
          ...imageRoutes(deps),
          ...importRoutes(deps),
          ...quoteRoutes(deps),
          ...addressRoutes(connection),
          ...privacy.handlers,
        },
        consumers: [...news, ...privacy.consumers],
        shown: showObjects(deps),
        keys: use(createRemoteKeys({ urls: [`${config.userUrl}/.well-known/jwks.json`], log })),
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
  const categories = { findMany: (ids: readonly string[]) => findCategoriesIn(connection, ids) };
  const repairs = createRepairStore({ connection, categories, outbox });
  const all = open.move();
  return {
    run: ({ tell, writes }: { readonly tell: RepairDeps["tell"]; readonly writes: boolean }) =>
      repairProducts({ repairs, tell }, { writes }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
