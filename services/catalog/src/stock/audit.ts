/** What must be true of a SKU at every moment. Pure. */
import type { Reservation } from "./reservation.ts";

/** A level as it lies there, and what is written of it elsewhere. */
export type Account = {
  readonly sku: string;
  readonly onHand: number;
  readonly available: number;
  readonly held: number;
  /** By order. */
  readonly holds: ReadonlyMap<string, number>;
  /** Movements that it has counted, and what the ledger has of them. */
  readonly movements: number;
  readonly ledger: { readonly rows: number; readonly delta: number; readonly held: number };
  /** Of the orders that hold something of it, read after it. */
  readonly reservations: ReadonlyMap<string, Reservation>;
};

/** In words; empty when all is well. */
export function findDifferences(account: Account): string[] {
  const { onHand, available, held, holds, movements, ledger } = account;
  const heldByOrders = [...holds.values()].reduce((sum, each) => sum + each, 0);
  const differences: [boolean, string][] = [
    [available < 0, `available is ${available}`],
    [onHand !== available + held, `onHand is ${onHand}, available and held are ${available + held}`],
    [held !== heldByOrders, `held is ${held}, orders hold ${heldByOrders}`],
    [ledger.rows !== movements, `${movements} movements were made, the ledger has ${ledger.rows}`],
    [onHand !== ledger.delta, `onHand is ${onHand}, the ledger adds up to ${ledger.delta}`],
    [held !== ledger.held, `held is ${held}, the ledger adds up to ${ledger.held}`],
  ];
  return [...differences.filter(([isWrong]) => isWrong).map(([, what]) => what), ...findStray(account)];
}

/** Holds of orders that hold nothing. While a step is underway, a level may be before it or after it. */
function findStray({ sku, holds, reservations }: Account): string[] {
  return [...holds].flatMap(([orderId, quantity]) => {
    const reservation = reservations.get(orderId);
    if (reservation?.underway) return [];
    const promised = reservation ? promisedOf(reservation, sku) : 0;
    return promised === quantity
      ? []
      : [`order ${orderId} holds ${quantity}, its reservation says ${promised}`];
  });
}

/** How many of a SKU an order holds, by its reservation. */
const promisedOf = ({ state, lines }: Reservation, sku: string): number =>
  state === "held" ? (lines.find((line) => line.sku === sku)?.quantity ?? 0) : 0;
