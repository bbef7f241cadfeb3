/** What an order does to stock, each step once however often it is told. */
import { again } from "@shop/kit/change";
import { proceed, type ProceedDeps } from "./proceed-reservation.ts";
import {
  commit,
  expire,
  hold,
  mergeLines,
  release,
  type Decision,
  type Line,
  type Reservation,
} from "./reservation.ts";
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

/** Throws `busy` as long as the order's last step is underway elsewhere; so do the next two. */
export const commitStock = (deps: MoveDeps, told: Told): Promise<void> => move(deps, told.orderId, commit);

export const releaseStock = (deps: MoveDeps, told: Told): Promise<void> => move(deps, told.orderId, release);

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
