/** The composition root: opens what the service needs, wires it, and closes it in reverse. */
import { heardEvents, topology } from "@shop/contracts/topology";
import { createRemoteKeys, createTokenVerifier } from "@shop/kit/auth";
import { connectBus } from "@shop/kit/bus";
import { armCrashPoint } from "@shop/kit/crash-point";
import { createCursors } from "@shop/kit/cursor";
import { createIdempotencyKeys } from "@shop/kit/http/idempotency";
import { createInbox } from "@shop/kit/inbox";
import type { Logger } from "@shop/kit/logger";
import { connectMongo } from "@shop/kit/mongo";
import { createOutbox } from "@shop/kit/outbox";
import { createPauses } from "@shop/kit/pauses";
import type { Service } from "@shop/kit/service";
import { createTransactions } from "@shop/kit/transactions";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { catalogConsumers } from "./consumers.ts";
import type { CatalogDeps } from "./routes.ts";
import { expireHold } from "./stock/move-reservation.ts";
import { createCategoryStore } from "./store/category-store.ts";
import { createImageFiles } from "./store/image-files.ts";
import { migrations } from "./store/migrations.ts";
import { createProductStore } from "./store/product-store.ts";
import { createReviewStore } from "./store/review-store.ts";
import { createStockStore } from "./store/stock-store.ts";
import { createWorkers } from "./store/workers.ts";

export async function start(config: Config, log: Logger): Promise<Service> {
  armCrashPoint(config.crashAt);
  await using open = new AsyncDisposableStack();
  const keys = open.use(createRemoteKeys({ url: `${config.userUrl}/.well-known/jwks.json`, log }));
  const mongo = open.use(await connectMongo({ url: config.mongoUrl, log, migrations }));
  const { connection } = mongo;
  const bus = open.use(connectBus({ url: config.amqpUrl, name: "catalog", topology, log }));
  const outbox = createOutbox({ connection, log, routed: heardEvents });
  const inbox = createInbox({ connection });
  const idempotency = createIdempotencyKeys({ connection });
  const transact = createTransactions({ connection, outbox, inbox });

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
  open.use(createWorkers(connection, log, { expireHold: (orderId) => expireHold(deps, orderId) }));

  open.use(outbox.relay(bus));
  bus.consume("catalog", catalogConsumers(deps));

  const verify = createTokenVerifier({
    keys,
    serviceSecret: config.internalTokenSecret,
    audience: "catalog",
  });
  const cursors = createCursors(config.cursorSecret);
  const opened = open.move();
  return {
    http: createApp({ deps, cursors, verify, idempotency, isReady: mongo.isReady, log }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
