/** The composition root: what the catalog is made of. */
import { catalogApi, catalogInternalApi } from "@shop/contracts/catalog/api";
import { topology } from "@shop/contracts/shop";
import { createRemoteKeys } from "@shop/kit/auth/keys";
import type { Logger } from "@shop/kit/process/logger";
import { openService, type Ground } from "@shop/kit/service/open-service";
import { createPauses } from "@shop/kit/process/pauses";
import type { Service } from "@shop/kit/service/run";
import type { Config } from "./config.ts";
import { catalogConsumers } from "./consumers.ts";
import { catalogRoutes, type CatalogDeps } from "./routes.ts";
import type { Expiry, Reservation } from "./stock/reservation.ts";
import { holdTasks } from "./stock/tasks.ts";
import { createCategoryStore } from "./store/category-store.ts";
import { createImageFiles } from "./store/image-files.ts";
import { collections } from "./store/collections.ts";
import { createProductStore } from "./store/product-store.ts";
import { reservationsOf, toReservation, type ReservationRow } from "./store/reservation-rows.ts";
import { createReviewStore } from "./store/review-store.ts";
import { createStockStore } from "./store/stock-store.ts";

export const start = (config: Config, log: Logger, wiring = wire): Promise<Service> =>
  openService({
    name: "catalog",
    api: { ...catalogApi, ...catalogInternalApi },
    config,
    log,
    topology,
    layout: { collections },
    wire: (ground) => wiring(ground, config, log),
  });

/** `deps`: what the use cases are given. */
export function wire(
  { connection, transact, outbox, workOn, idempotency, cursors, use }: Ground,
  config: Config,
  log: Logger,
) {
  const worker = workOn<ReservationRow, Reservation, Expiry>(reservationsOf(connection), toReservation);
  const deps: CatalogDeps = {
    products: createProductStore({ connection, transact, outbox }),
    categories: createCategoryStore({ connection }),
    reviews: createReviewStore({ connection, transact, outbox }),
    stock: createStockStore({ connection, transact, outbox, worker, idempotency }),
    images: createImageFiles(),
    holdMs: config.holdMs,
    pause: createPauses(),
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
  };
  worker.begin(holdTasks(deps));
  return {
    deps,
    handlers: catalogRoutes(deps, cursors),
    consumers: catalogConsumers(deps),
    keys: use(createRemoteKeys({ url: `${config.userUrl}/.well-known/jwks.json`, log })),
  };
}
