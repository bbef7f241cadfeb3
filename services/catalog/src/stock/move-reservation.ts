/** What an order does to stock, each step once however often it is told. */
import { again } from "@shop/kit/change";
import { proceed, type ProceedDeps } from "./proceed-reservation.ts";
import {
  commit,
  expire,
  hold,
  mergeLines,
  release,
  restock,
  type Decision,
  type Reservation,
} from "./reservation.ts";
import type { Line } from "./step.ts";
import type { ReservationStore } from "./reservation-store.ts";

export type MoveDeps = ProceedDeps & { readonly reservations: ReservationStore };

export type HoldDeps = MoveDeps & {
  /** How long an order may hold what it has not paid. */
  readonly holdMs: number;
  readonly now: () => Date;
};

type Told = { readonly orderId: string };

/** Throws `busy` when a level has too many suitors; it is gone on with all the same. */
export async function holdStock(
  deps: HoldDeps,
  { orderId, lines }: Told & { readonly lines: readonly Line[] },
): Promise<void> {
  const expiresAt = new Date(deps.now().getTime() + deps.holdMs);
  const reservation = hold(orderId, mergeLines(lines), expiresAt);
  const saved = await deps.reservations.save(undefined, { reservation, events: [] });
  if (saved !== "moved") await proceed(deps, saved);
}

/** Throws `busy` as long as the order's last step is underway elsewhere; so do the others. */
export const commitStock = (deps: MoveDeps, told: Told): Promise<void> => move(deps, told.orderId, commit);

/** `lines`: what comes back of a sale that was refunded in parts before. */
export const releaseStock = (
  deps: MoveDeps,
  { orderId, lines }: Told & { readonly lines?: readonly Line[] | undefined },
): Promise<void> =>
  move(deps, orderId, (id, reservation) => release(id, reservation, lines && mergeLines(lines)));

/** What was refunded goes back on the shelf. */
export const restockUnits = (
  deps: MoveDeps,
  { orderId, refundId, lines }: Told & { readonly refundId: string; readonly lines: readonly Line[] },
): Promise<void> =>
  move(deps, orderId, (_id, reservation) => restock(reservation, refundId, mergeLines(lines)));

/** For a hold whose time is over; commit and this change the same state, so one of them wins. */
export const expireHold = (deps: MoveDeps, orderId: string): Promise<void> => move(deps, orderId, expire);

async function move(
  deps: MoveDeps,
  orderId: string,
  decide: (orderId: string, reservation: Reservation | undefined) => Decision | undefined,
): Promise<void> {
  const saved = await again(async () => {
    const before = await deps.reservations.find(orderId);
    if (before?.underway) return "moved";
    const decision = decide(orderId, before);
    return decision && deps.reservations.save(before, decision);
  });
  if (saved) await proceed(deps, saved);
}
