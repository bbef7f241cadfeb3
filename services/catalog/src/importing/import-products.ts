/**
 * Adds and updates products from a stream. Rows are saved a batch at a time, which is what makes it fast; a batch
 * that cannot be saved as a whole is saved row by row, so that a bad one does not keep the others out.
 */
import type { ImportReport } from "@shop/contracts/catalog/imports";
import { AppError } from "@shop/kit/errors";
import { createProduct, type CreateProductDeps } from "../products/create-product.ts";
import { replaceProduct, type EditProductDeps } from "../products/edit-product.ts";
import { findCategories, pickCategories, type CategoryIndex } from "../products/find-categories.ts";
import { refuseForeignPrices } from "../products/prices.ts";
import type { ProductStore } from "../products/product-store.ts";
import { create, replace, type Change, type Product } from "../products/product.ts";
import { pickFreeSlug, slugsFor } from "../slugs/slug.ts";
import { firstStockOf, readBatches, type BadRow, type Row } from "./batch.ts";
import { addEnding, count, isHopeless, newReport, type Outcome } from "./report.ts";

/** A row without an id is a new product. */
type NamedRow = Row & { readonly input: { readonly id: string } };

type RowDeps = CreateProductDeps & EditProductDeps & { readonly products: Pick<ProductStore, "findMany"> };

export type ImportDeps = RowDeps & {
  readonly products: Pick<ProductStore, "takenNames">;
  /** Between two pieces of work: gives everybody else a turn when it is time. */
  readonly pause: () => Promise<void>;
};

/** Ends early, and says so in the report, when nearly all rows are refused. */
export async function importProducts(
  deps: ImportDeps,
  stream: AsyncIterable<Uint8Array>,
): Promise<ImportReport> {
  const report = newReport();
  const source = stream[Symbol.asyncIterator]();
  // Without `return`, so that leaving it leaves it open: who still sends is heard to the end, and then answered.
  const chunks = { [Symbol.asyncIterator]: () => ({ next: () => source.next() }) };
  try {
    for await (const { rows, bad } of readBatches(chunks, deps.pause)) {
      count(report, [...bad, ...(await importRows(deps, rows))]);
      if (!isHopeless(report)) continue;
      addEnding(report, Math.max(...[...bad, ...rows].map(({ line }) => line)));
      break;
    }
    while (!(await source.next()).done) await deps.pause();
  } finally {
    await source.return?.();
  }
  return report;
}

async function importRows(deps: ImportDeps, given: readonly Row[]): Promise<Outcome[]> {
  if (given.length === 0) return [];
  const rows = given.map(({ line, input }) => ({ line, input: { ...input, id: input.id ?? deps.newId() } }));
  const found = await deps.products.findMany(rows.map(({ input }) => input.id));
  const before = new Map(found.map((product) => [product.id, product]));
  const categories = await findCategories(
    deps,
    rows.flatMap(({ input }) => input.categories),
  );
  const taken = new Set(await deps.products.takenNames(rows.flatMap(slugsNeeded(before))));

  const changes: Change[] = [];
  const outcomes: Outcome[] = [];
  for (const row of rows) {
    const product = before.get(row.input.id);
    outcomes.push(
      attempt(row, () => {
        const change = decide(deps, { row, product, categories, taken });
        if (!change) return "unchanged";
        changes.push(change);
        return product ? "updated" : "created";
      }),
    );
    await deps.pause();
  }
  if (changes.length === 0) return outcomes;
  const result = await deps.products.save(changes);
  return result.kind === "saved" ? outcomes : importOneByOne(deps, rows);
}

type Decided = {
  readonly row: NamedRow;
  readonly product: Product | undefined;
  readonly categories: CategoryIndex;
  /** Names in use; those of this batch are added. */
  readonly taken: Set<string>;
};

function decide(
  { now, currencies }: Pick<ImportDeps, "now" | "currencies">,
  { row: { input }, product, categories, taken }: Decided,
): Change | undefined {
  const { id } = input;
  refuseForeignPrices(input.variants, currencies, product?.variants);
  const picked = pickCategories(categories, input.categories);
  const slug = input.slug ?? product?.slug ?? pickFreeSlug(slugsFor(input.name, id), taken, id);
  const described = { input, slug, categories: picked, now: now() };
  const decision = product ? replace(product, described) : create({ id, ...described });
  taken.add(slug).add(id);
  return decision && { kind: "save", before: product, ...decision, firstStock: firstStockOf(input) };
}

const slugsNeeded =
  (before: ReadonlyMap<string, Product>) =>
  ({ input }: NamedRow): readonly string[] =>
    input.slug !== undefined || before.has(input.id) ? [] : slugsFor(input.name, input.id);

async function importOneByOne(deps: RowDeps, rows: readonly NamedRow[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const row of rows) outcomes.push(await importRow(deps, row).catch(toBadRow(row)));
  return outcomes;
}

async function importRow(deps: RowDeps, { input }: NamedRow): Promise<Outcome> {
  const [before] = await deps.products.findMany([input.id]);
  const firstStock = firstStockOf(input);
  if (!before) {
    await createProduct(deps, input, firstStock);
    return "created";
  }
  const after = await replaceProduct(deps, { id: before.id }, input, firstStock);
  return after.version === before.version ? "unchanged" : "updated";
}

function attempt(row: Row, decideRow: () => Outcome): Outcome {
  try {
    return decideRow();
  } catch (error) {
    return toBadRow(row)(error);
  }
}

/** A refusal is this row's; anything else ends the import. */
const toBadRow =
  ({ line }: Row) =>
  (error: unknown): BadRow => {
    if (!(error instanceof AppError) || error.kind === "unavailable") throw error;
    return { line, error };
  };
