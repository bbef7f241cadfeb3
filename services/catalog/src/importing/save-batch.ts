/** The rows of a batch, saved together as far as that goes: one that is refused keeps no other one out. */
import { createProduct } from "../products/create-product.ts";
import { replaceProduct, type EditProductDeps } from "../products/edit-product.ts";
import { isTaken } from "../products/refuse-taken.ts";
import {
  decideBatch,
  pick,
  toBadRow,
  type DecidedBatch,
  type DecideDeps,
  type NamedRow,
} from "./decide-batch.ts";
import type { Outcome } from "./report.ts";
import { firstStockOf } from "./row.ts";
import type { WaitingRow, WaitingRows } from "./waiting.ts";

export type ImportDeps = DecideDeps & EditProductDeps;

/** What of it cannot be saved for what another product has, waits. */
export async function saveBatch(
  deps: ImportDeps,
  { named, changes, unnamed, outcomes }: DecidedBatch,
  waiting: WaitingRows,
): Promise<readonly Outcome[]> {
  if (changes.length === 0) return [...unnamed, ...outcomes];
  const { kind } = await deps.products.save(changes);
  return [...unnamed, ...(kind === "saved" ? outcomes : await saveApart(deps, named, waiting))];
}

/** Half and half, down to the row that keeps the others out: it alone is saved, or refused, by itself. */
async function saveApart(
  deps: ImportDeps,
  rows: readonly NamedRow[],
  waiting: WaitingRows,
): Promise<readonly Outcome[]> {
  const [first, ...others] = rows;
  if (first && others.length === 0) return [await saveAlone(deps, first, waiting)];
  const middle = Math.ceil(rows.length / 2);
  const outcomes: Outcome[] = [];
  for (const half of [rows.slice(0, middle), rows.slice(middle)]) {
    const decided = await decideBatch(
      deps,
      half.map(({ row }) => row),
      new Set(),
    );
    outcomes.push(...(await saveBatch(deps, decided, waiting)));
  }
  return outcomes;
}

async function saveAlone(
  deps: ImportDeps,
  { row, input: { id } }: NamedRow,
  waiting: WaitingRows,
): Promise<Outcome> {
  const outcome = await attempt(deps, { row, id });
  if (typeof outcome === "object" && isTaken(outcome.error)) waiting.add({ row, id });
  return outcome;
}

/** Of a row that is saved alone. */
export const attempt = (deps: ImportDeps, { row, id }: WaitingRow): Promise<Outcome> =>
  importRow(deps, { row, id }).catch((error: unknown) => toBadRow(row, error));

/** Others may have changed the product since the row was read. */
async function importRow(deps: ImportDeps, { row, id }: WaitingRow): Promise<Outcome> {
  const before = row.target && pick(await deps.products.findByNames([row.target.name]), row);
  const input = row.inputFor(before);
  const firstStock = firstStockOf(input);
  if (!before) {
    await createProduct(deps, { ...input, id }, firstStock);
    return "created";
  }
  const after = await replaceProduct(deps, { id: before.id }, input, firstStock);
  return after.version === before.version ? "unchanged" : "updated";
}
