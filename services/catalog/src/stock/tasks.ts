/** What reservations owe. */
import type { Kind } from "@shop/kit/work/bench";
import { expireHold, type MoveDeps } from "./move-reservation.ts";
import type { Expiry, Reservation } from "./reservation.ts";

export const holdTasks = (deps: MoveDeps): { readonly expire: Kind<Reservation, Expiry> } => ({
  expire: { concurrency: 4, leaseMs: 30_000, run: ({ orderId }) => expireHold(deps, orderId) },
});
