/** What reservations and levels owe. */
import type { Kind } from "@shop/kit/work/bench";
import type { Kinds } from "@shop/kit/work/worker";
import { expireHold, type MoveDeps } from "./move-reservation.ts";
import { proceed } from "./proceed-reservation.ts";
import type { HoldTask, Reservation } from "./reservation.ts";
import type { Level, Tell } from "./stock.ts";
import type { TellStore } from "./tell-store.ts";

/** Whoever begins with a step goes on with it at once; `proceed` is what a crash has left. */
export const holdTasks = (deps: MoveDeps): Kinds<Reservation, HoldTask> => ({
  expire: { concurrency: 4, leaseMs: 30_000, run: ({ orderId }) => expireHold(deps, orderId) },
  proceed: { concurrency: 4, leaseMs: 10_000, run: (reservation) => proceed(deps, reservation) },
});

export const levelTasks = (tells: TellStore): { readonly tell: Kind<Level, Tell> } => ({
  tell: { concurrency: 2, leaseMs: 10_000, run: ({ sku }) => tells.tell(sku) },
});
