/** What an order does to stock, each step once however often it is told. */
import { commit, expire, hold, mergeLines, release, type Line } from "./reservation.ts";
import type { StockStore } from "./stock-store.ts";

export type MoveDeps = { readonly stock: Pick<StockStore, "changeReservation"> };

export type HoldDeps = MoveDeps & {
  /** How long an order may hold what it has not paid. */
  readonly holdMs: number;
  readonly now: () => Date;
};

type Told = { readonly orderId: string };

export function holdStock(
  { stock, holdMs, now }: HoldDeps,
  { orderId, lines: wanted }: Told & { readonly lines: readonly Line[] },
): Promise<unknown> {
  const lines = mergeLines(wanted);
  const skus = lines.map(({ sku }) => sku);
  return stock.changeReservation({ orderId, step: "hold", skus }, (situation) =>
    hold(situation, { lines, expiresAt: new Date(now().getTime() + holdMs) }),
  );
}

export const commitStock = ({ stock }: MoveDeps, told: Told): Promise<unknown> =>
  stock.changeReservation({ ...told, step: "commit" }, commit);

export const releaseStock = ({ stock }: MoveDeps, told: Told): Promise<unknown> =>
  stock.changeReservation({ ...told, step: "release" }, (situation) => release(situation, "cancelled"));

/** For a hold whose time is over; commit and this change the same state, so one of them wins. */
export const expireHold = ({ stock }: MoveDeps, orderId: string): Promise<unknown> =>
  stock.changeReservation({ orderId, step: "expire" }, expire);
