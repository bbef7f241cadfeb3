/** What reservations owe. */
import type { Kind } from "@shop/kit/work/bench";
import type { StockDeps } from "./deps.ts";
import { expireHold } from "./move-reservation.ts";
import type { Expiry, Reservation } from "./reservation.ts";

export const holdTasks = (
  deps: Pick<StockDeps, "stock">,
): { readonly expire: Kind<Reservation, Expiry> } => ({
  expire: { concurrency: 4, leaseMs: 30_000, run: ({ orderId }) => expireHold(deps, orderId) },
});
