/** Lookups that were asked for. */
import type { Kind } from "@shop/kit/work/bench";
import { lookUpOrder, type LookUpDeps } from "./look-up-order.ts";
import type { Lookup, LookupTask } from "./lookup.ts";

export const lookupTasks = (deps: LookUpDeps): { readonly look_up: Kind<Lookup, LookupTask> } => ({
  look_up: { concurrency: 4, leaseMs: 20_000, run: (lookup) => lookUpOrder(deps, lookup) },
});
