/** What erasures owe. */
import type { Erasure, EraseTask } from "@shop/kit/privacy/erasure-store";
import type { Kind } from "@shop/kit/work/bench";
import { soonAgain } from "@shop/kit/work/soon-again";
import { erasePerson, type EraseDeps } from "./erase-person.ts";

export const erasureTasks = (deps: EraseDeps): { readonly erase: Kind<Erasure, EraseTask> } => ({
  erase: { concurrency: 2, leaseMs: 60_000, run: soonAgain((erasure) => erasePerson(deps, erasure)) },
});
