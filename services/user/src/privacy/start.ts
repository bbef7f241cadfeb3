/** What a copy of what is held, and its erasure, are made of. */
import { createServiceTokens } from "@shop/kit/auth/tokens";
import { createHttpClient } from "@shop/kit/http/client";
import { defineGauge } from "@shop/kit/process/metrics";
import type { Ground } from "@shop/kit/service/open-service";
import type { Redis } from "ioredis";
import type { Config } from "../config.ts";
import { erasureConsumers } from "./consumers.ts";
import { createErasureStore, erasuresOf, toErasure, type ErasureRow } from "./erasure-store.ts";
import type { Erasure, ErasureTask } from "./erasure.ts";
import { createExportThrottleStore } from "./export-throttle-store.ts";
import { createHeldStore } from "./held-store.ts";
import { createErasureLinks } from "./link-keys.ts";
import { createHeldByCatalog, createHeldByOrder } from "./people-client.ts";
import { privacyRoutes, type PrivacyDeps } from "./routes.ts";
import type { RunErasureDeps } from "./run-erasure.ts";
import { erasureTasks } from "./tasks.ts";

type Known = Omit<PrivacyDeps, "erasures" | "held" | "links" | "elsewhere" | "exportThrottle" | "restMs"> &
  Pick<RunErasureDeps, "mailer"> &
  Pick<Parameters<typeof createErasureStore>[0], "accounts">;

/** Its handlers and consumers. */
export function openPrivacy(
  { connection, transact, outbox, workOn }: Ground,
  { catalogUrl, orderUrl, internalTokenSecret, erasureRestMs, exportsPerHour }: Config,
  known: Known,
  redis: Redis,
) {
  const worker = workOn<ErasureRow, Erasure, ErasureTask>(erasuresOf(connection), toErasure);
  const tokens = createServiceTokens({ secret: internalTokenSecret, issuer: "user" });
  const clientOf = (name: string, baseUrl: string) =>
    createHttpClient({ name, baseUrl, tokens, timeoutMs: 8_000 });
  const links = createErasureLinks(internalTokenSecret);
  const deps = {
    ...known,
    restMs: erasureRestMs,
    links,
    pageOf: (id: string) => links.pageOf(id),
    held: createHeldStore({ connection }),
    elsewhere: [
      createHeldByCatalog(clientOf("catalog", catalogUrl)),
      createHeldByOrder(clientOf("order", orderUrl)),
    ],
    exportThrottle: createExportThrottleStore(redis, exportsPerHour),
    erasures: createErasureStore({ connection, transact, outbox, accounts: known.accounts, worker }),
  };
  worker.begin(erasureTasks(deps));
  defineGauge("erasures_late", "Erasures that have not ended by their deadline", () =>
    deps.erasures.countLate(known.now()),
  );
  return { handlers: privacyRoutes(deps), consumers: erasureConsumers(deps) };
}
