/** What an order does to stock, each step once however often it is told. */
import type { StockDeps } from "./deps.ts";
import { commit, expire, hold, mergeLines, release, type Line } from "./reservation.ts";

type Told = { readonly orderId: string };

export function holdStock(
  { stock, holdMs, now }: StockDeps,
  { orderId, lines: wanted }: Told & { readonly lines: readonly Line[] },
): Promise<unknown> {
  const lines = mergeLines(wanted);
  const skus = lines.map(({ sku }) => sku);
  return stock.changeReservation({ orderId, step: "hold", skus }, (situation) =>
    hold(situation, { lines, expiresAt: new Date(now().getTime() + holdMs) }),
  );
}

export const commitStock = ({ stock }: StockDeps, told: Told): Promise<unknown> =>
  stock.changeReservation({ ...told, step: "commit" }, commit);

export const releaseStock = ({ stock }: StockDeps, told: Told): Promise<unknown> =>
  stock.changeReservation({ ...told, step: "release" }, (situation) => release(situation, "cancelled"));

/** For a hold whose time is over; commit and this change the same state, so one of them wins. */
export const expireHold = ({ stock }: Pick<StockDeps, "stock">, orderId: string): Promise<unknown> =>
  stock.changeReservation({ orderId, step: "expire" }, expire);
