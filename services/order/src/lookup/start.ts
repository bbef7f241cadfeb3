/** What finding an order by its number is made of. */
import { connectRedis } from "@shop/kit/redis";
import type { Logger } from "@shop/kit/process/logger";
import type { Ground } from "@shop/kit/service/open-service";
import type { Config } from "../config.ts";
import { createLookupStore, lookupsOf, toLookup, type LookupRow } from "./lookup-store.ts";
import { createLookupThrottleStore } from "./lookup-throttle-store.ts";
import type { Lookup, LookupTask } from "./lookup.ts";
import { lookupRoutes } from "./routes.ts";
import { lookupTasks } from "./tasks.ts";

type Deps = Omit<
  Parameters<typeof lookupTasks>[0] & Parameters<typeof lookupRoutes>[0],
  "lookups" | "lookupThrottle"
>;

/** Its handlers. */
export function openLookups(
  { connection, workOn, use }: Ground,
  { redisUrl, lookupLimits }: Config,
  known: Deps,
  log: Logger,
): ReturnType<typeof lookupRoutes> {
  const worker = workOn<LookupRow, Lookup, LookupTask>(lookupsOf(connection), toLookup);
  const deps = {
    ...known,
    lookups: createLookupStore({ connection, worker }),
    lookupThrottle: createLookupThrottleStore(use(connectRedis(redisUrl, log)), lookupLimits),
  };
  worker.begin(lookupTasks(deps));
  return lookupRoutes(deps);
}
