/** Goes on with what is underway: SKU by SKU in their order, each once, and announces it when all have followed. */
import {
  finish,
  linesOf,
  reject,
  renew,
  returnIdOf,
  type Decision,
  type Reservation,
} from "./reservation.ts";
import type { Line } from "./step.ts";
import type { ReservationStore } from "./reservation-store.ts";
import type { StockStore } from "./stock-store.ts";

export type ProceedDeps = {
  readonly stock: Pick<StockStore, "move" | "availableOf" | "forgetReturn">;
  readonly reservations: Pick<ReservationStore, "save">;
};

/** For whoever has the lease. Who is slow asks for another, and gets it unless somebody else goes on by then. */
export async function proceed(deps: ProceedDeps, reservation: Reservation): Promise<void> {
  const { orderId, underway } = reservation;
  const task = reservation.owes.find(({ kind }) => kind === "proceed");
  // A process that is ending leases nothing: what it still begins, another does.
  if (!underway || !task || task.attempts === 0) return;
  const until = task.dueAt;
  const returnId = returnIdOf(reservation);
  const lines = linesOf(reservation);
  for (const [index, line] of lines.entries()) {
    const made = await deps.stock.move({ ...line, step: underway.step, orderId, returnId, until });
    if (made === "late") return proceedLater(deps, reservation);
    if (made === "missing") return rejectAt(deps, reservation, index);
  }
  const saved = await saveNext(deps, reservation, finish(reservation));
  if (saved && (underway.step === "return" || underway.step === "restock"))
    await deps.stock.forgetReturn(
      returnId,
      lines.map(({ sku }) => sku),
    );
}

async function proceedLater(deps: ProceedDeps, reservation: Reservation): Promise<void> {
  const renewed = await saveNext(deps, reservation, renew(reservation));
  if (renewed) await proceed(deps, renewed);
}

/** Which of the others would be missing too is asked for, and not tried. */
async function rejectAt(deps: ProceedDeps, reservation: Reservation, taken: number): Promise<void> {
  const [missing, ...others] = reservation.lines.slice(taken);
  if (!missing) return;
  const available =
    others.length > 0
      ? await deps.stock.availableOf(others.map(({ sku }) => sku))
      : new Map<string, number>();
  const isMissing = ({ sku, quantity }: Line) => (available.get(sku) ?? 0) < quantity;
  const skus = [missing, ...others.filter(isMissing)].map(({ sku }) => sku);
  const rejected = await saveNext(deps, reservation, reject(reservation, skus, taken));
  if (rejected) await proceed(deps, rejected);
}

/** Undefined when somebody else goes on with it. */
async function saveNext(
  { reservations }: ProceedDeps,
  before: Reservation,
  decision: Decision,
): Promise<Reservation | undefined> {
  const saved = await reservations.save(before, decision);
  return saved === "moved" ? undefined : saved;
}
