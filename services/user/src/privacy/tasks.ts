/** What erasures owe. */
import type { Kinds } from "@shop/kit/work/worker";
import type { Erasure, ErasureTask } from "./erasure.ts";
import { announceErasure, finishErasure, tellClosed, type RunErasureDeps } from "./run-erasure.ts";

const one = { concurrency: 2, leaseMs: 30_000 } as const;

export const erasureTasks = (deps: RunErasureDeps): Kinds<Erasure, ErasureTask> => ({
  tell_closed: { ...one, run: (erasure, _task, later) => tellClosed(deps, erasure, later) },
  announce: { ...one, run: (erasure) => announceErasure(deps, erasure) },
  finish: { ...one, run: (erasure, _task, later) => finishErasure(deps, erasure, later) },
});
