/** Lookups as a part of the service: what they are made of, and their work begun. */
import type { Ground } from "@shop/kit/service/open-service";
import type { Redis } from "ioredis";
import type { AskDeps } from "./lookup/look-up-order.ts";
import { createLookupStore, lookupsOf, toLookup, type LookupRow } from "./lookup/lookup-store.ts";
import { createLookupThrottleStore, type LookupLimits } from "./lookup/lookup-throttle-store.ts";
import type { Lookup, LookupTask } from "./lookup/lookup.ts";
import { lookupTasks } from "./lookup/tasks.ts";
import type { AdvanceDeps } from "./orders/advance-order.ts";

export function openLookups(
  { connection, workOn }: Ground,
  {
    redis,
    limits,
    deps,
  }: {
    readonly redis: Redis;
    readonly limits: LookupLimits;
    readonly deps: AdvanceDeps & Pick<AskDeps, "now" | "newId">;
  },
): AskDeps {
  const worker = workOn<LookupRow, Lookup, LookupTask>(lookupsOf(connection), toLookup);
  const lookups = createLookupStore({ connection, worker });
  worker.begin(lookupTasks({ ...deps, lookups }));
  const { now, newId } = deps;
  return { lookups, lookupThrottle: createLookupThrottleStore(redis, limits), now, newId };
}
