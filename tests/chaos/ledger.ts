/** Whether the movements of a SKU add up to what is on its shelf. Pure. */
import type { Books, Line } from "./books.ts";
import type { Movement } from "./movements.ts";

const inOrder = (movements: readonly Movement[]): Movement[] =>
  movements.toSorted((a, b) => a.number - b.number);
export const stepsOf = (movements: readonly Movement[]): string =>
  inOrder(movements)
    .map(({ type }) => type)
    .join(" ");

/** The ledger has every moment there was. */
export function dipsBelowZero(movements: readonly Movement[]): boolean {
  let onHand = 0;
  let held = 0;
  return inOrder(movements).some((movement) => {
    onHand += movement.delta;
    held += movement.held;
    return onHand < 0 || held < 0 || onHand - held < 0;
  });
}

export function agrees(
  { sku, onHand, available, held }: Books["stock"][number],
  initial: ReadonlyMap<string, number>,
  { orders, movements }: Books,
): boolean {
  const rows = movements.filter((row) => row.sku === sku);
  const sold = orders
    .filter(({ state }) => state === "confirmed")
    .flatMap(({ lines }) => lines)
    .reduce((sum, line: Line) => sum + (line.sku === sku ? line.quantity : 0), 0);
  return (
    held === 0 &&
    onHand === available &&
    onHand === (initial.get(sku) ?? 0) - sold &&
    onHand === rows.reduce((sum, { delta }) => sum + delta, 0) &&
    rows.reduce((sum, row) => sum + row.held, 0) === 0 &&
    isCounted(
      rows.map(({ number }) => number),
      rows.length,
    )
  );
}

/** 1, 2, 3 … `last`, each once. */
export const isCounted = (numbers: readonly number[] = [], last: number): boolean =>
  numbers.length === last && numbers.toSorted((a, b) => a - b).every((number, at) => number === at + 1);
