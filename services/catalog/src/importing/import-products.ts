/**
 * Adds and updates products from a stream. Rows are saved a batch at a time, which is what makes it fast; a batch
 * that cannot be saved as a whole is saved row by row, so that a bad one does not keep the others out.
 */
import type { ImportReport, ImportRow } from "@shop/contracts/catalog/imports";
import { AppError } from "@shop/kit/errors";
import { createProduct, type CreateProductDeps } from "../products/create-product.ts";
import { replaceProduct, type EditProductDeps } from "../products/edit-product.ts";
import { findCategories, pickCategories, type CategoryIndex } from "../products/find-categories.ts";
import { refuseForeignPrices } from "../products/prices.ts";
import type { ProductStore } from "../products/product-store.ts";
import { create, replace, type Change, type Product } from "../products/product.ts";
import { pickFreeSlug, slugsFor } from "../slugs/slug.ts";
import { readBatches } from "./batch.ts";
import { addEnding, count, isHopeless, newReport, warn, type Outcome } from "./report.ts";
import { firstStockOf, type BadRow, type Row } from "./row.ts";

/** A row whose product has an id: its own, or that of the product it is about. */
type NamedRow = {
  readonly row: Row;
  readonly before: Product | undefined;
  readonly input: ImportRow & { readonly id: string };
};

type RowDeps = CreateProductDeps & EditProductDeps & { readonly products: Pick<ProductStore, "findByNames"> };

export type ImportDeps = RowDeps & {
  readonly products: Pick<ProductStore, "takenNames">;
  /** Between two pieces of work: gives everybody else a turn when it is time. */
  readonly pause: () => Promise<void>;
};

export type Source = {
  readonly id: string;
  readonly rows: AsyncGenerator<Row | BadRow>;
  /** What the rows are read from: what is left of it when they are given up. */
  readonly rest: AsyncIterable<Uint8Array>;
  /** Hears of the report again and again; the import ends when it says so. */
  readonly goesOn: (report: ImportReport) => Promise<boolean>;
};

/** Ends early, and says so in the report, when nearly all rows are refused. */
export async function importProducts(
  deps: ImportDeps,
  { id, rows, rest, goesOn }: Source,
): Promise<ImportReport> {
  const report = newReport(id);
  for await (const batch of readBatches(rows)) {
    warn(report, batch.rows);
    count(report, [...batch.bad, ...(await importRows(deps, batch.rows))]);
    if (isHopeless(report)) {
      addEnding(report, Math.max(...[...batch.bad, ...batch.rows].map(({ line }) => line)));
      // Who still sends would lose an answer that comes before the end.
      const left = rest[Symbol.asyncIterator]();
      while (!(await left.next()).done) await deps.pause();
      return report;
    }
    if (batch.bad.some(({ isLast }) => isLast) || !(await goesOn(report))) {
      report.state = "ended";
      return report;
    }
  }
  return report;
}

async function importRows(deps: ImportDeps, given: readonly Row[]): Promise<Outcome[]> {
  if (given.length === 0) return [];
  const { named, outcomes } = await nameRows(deps, given);
  const categories = await findCategories(
    deps,
    named.flatMap(({ input }) => input.categories),
  );
  const taken = new Set(await deps.products.takenNames(named.flatMap(slugsNeeded)));

  const changes: Change[] = [];
  const decided: Outcome[] = [];
  for (const row of named) {
    decided.push(
      attempt(row, () => {
        const change = decide(deps, { row, categories, taken });
        if (!change) return "unchanged";
        changes.push(change);
        return row.before ? "updated" : "created";
      }),
    );
    await deps.pause();
  }
  if (changes.length === 0) return [...outcomes, ...decided];
  const result = await deps.products.save(changes);
  return [...outcomes, ...(result.kind === "saved" ? decided : await importOneByOne(deps, named))];
}

/** `outcomes` are of rows that are nothing a product could be. */
async function nameRows(
  deps: ImportDeps,
  given: readonly Row[],
): Promise<{ named: NamedRow[]; outcomes: Outcome[] }> {
  const found = await deps.products.findByNames(given.flatMap(({ target }) => target?.name ?? []));
  const named: NamedRow[] = [];
  const outcomes: Outcome[] = [];
  for (const row of given) {
    const before = pick(found, row);
    try {
      const input = row.inputFor(before);
      named.push({ row, before, input: { ...input, id: before?.id ?? input.id ?? deps.newId() } });
    } catch (error) {
      outcomes.push(toBadRow(row, error));
    }
  }
  return { named, outcomes };
}

const pick = (products: readonly Product[], { target }: Row): Product | undefined =>
  target && products.find((product) => product[target.by] === target.name);

type Decided = {
  readonly row: NamedRow;
  readonly categories: CategoryIndex;
  /** Names in use; those of this batch are added. */
  readonly taken: Set<string>;
};

function decide(
  { now, currencies }: Pick<ImportDeps, "now" | "currencies">,
  { row: { input, before }, categories, taken }: Decided,
): Change | undefined {
  const { id } = input;
  refuseForeignPrices(input.variants, currencies, before?.variants);
  const picked = pickCategories(categories, input.categories);
  const slug = input.slug ?? before?.slug ?? pickFreeSlug(slugsFor(input.name, id), taken, id);
  const described = { input, slug, categories: picked, now: now() };
  const decision = before ? replace(before, described) : create({ id, ...described });
  taken.add(slug).add(id);
  return decision && { kind: "save", before, ...decision, firstStock: firstStockOf(input) };
}

const slugsNeeded = ({ before, input }: NamedRow): readonly string[] =>
  input.slug !== undefined || before ? [] : slugsFor(input.name, input.id);

async function importOneByOne(deps: RowDeps, rows: readonly NamedRow[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const row of rows)
    outcomes.push(await importRow(deps, row).catch((error: unknown) => toBadRow(row.row, error)));
  return outcomes;
}

/** Others may have changed the product since the batch was read. */
async function importRow(deps: RowDeps, { row, input: { id } }: NamedRow): Promise<Outcome> {
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

function attempt({ row }: NamedRow, decideRow: () => Outcome): Outcome {
  try {
    return decideRow();
  } catch (error) {
    return toBadRow(row, error);
  }
}

/** A refusal is this row's; throws anything else, which ends the import. */
function toBadRow({ line, size }: Row, error: unknown): BadRow {
  if (!(error instanceof AppError) || error.kind === "unavailable") throw error;
  return { line, error, size };
}
