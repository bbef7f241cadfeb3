/** The composition root: what the catalog is made of. */
import { catalogApi, catalogInternalApi } from "@shop/contracts/catalog";
import { topology } from "@shop/contracts/topology";
import { createRemoteKeys } from "@shop/kit/auth";
import type { Logger } from "@shop/kit/logger";
import { openService } from "@shop/kit/open-service";
import { createPauses } from "@shop/kit/pauses";
import type { Service } from "@shop/kit/service";
import type { Config } from "./config.ts";
import { catalogConsumers } from "./consumers.ts";
import { catalogRoutes, type CatalogDeps } from "./routes.ts";
import { expireHold } from "./stock/move-reservation.ts";
import { createCategoryStore } from "./store/category-store.ts";
import { createImageFiles } from "./store/image-files.ts";
import { migrations } from "./store/migrations.ts";
import { createProductStore } from "./store/product-store.ts";
import { createReviewStore } from "./store/review-store.ts";
import { createStockStore } from "./store/stock-store.ts";
import { createWorkers } from "./store/workers.ts";

export const start = (config: Config, log: Logger): Promise<Service> =>
  openService({
    name: "catalog",
    api: { ...catalogApi, ...catalogInternalApi },
    config,
    log,
    topology,
    migrations,
    wire({ connection, transact, idempotency, cursors, use }) {
      const deps: CatalogDeps = {
        products: createProductStore({ connection, transact }),
        categories: createCategoryStore({ connection }),
        reviews: createReviewStore({ connection, transact }),
        stock: createStockStore({ connection, transact, idempotency }),
        images: createImageFiles(),
        holdMs: config.holdMs,
        pause: createPauses(),
        now: () => new Date(),
        newId: () => crypto.randomUUID(),
      };
      use(createWorkers(connection, log, { expireHold: (orderId) => expireHold(deps, orderId) }));
      return {
        handlers: catalogRoutes(deps, cursors),
        consumers: catalogConsumers(deps),
        keys: use(createRemoteKeys({ url: `${config.userUrl}/.well-known/jwks.json`, log })),
      };
    },
  });
