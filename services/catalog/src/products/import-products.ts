/**
 * Adds and updates products from a stream. Rows are saved a batch at a time, which is what makes it fast; a batch
 * that cannot be saved as a whole is saved row by row, so that a bad one does not keep the others out.
 */
import type { ImportReport } from "@shop/contracts/product";
import { AppError } from "@shop/kit/errors";
import { createProduct } from "./create-product.ts";
import type { Change, ProductDeps } from "./deps.ts";
import { replaceProduct } from "./edit-product.ts";
import type { FieldError } from "./errors.ts";
import { findCategories, pickCategories, type CategoryIndex } from "./find-categories.ts";
import { firstStockOf, readBatches, type BadRow, type Row } from "./import-rows.ts";
import { create, replace, type Product } from "./product.ts";
import { pickFreeSlug, slugsFor } from "./slug.ts";

/** A row without an id is a new product. */
type NamedRow = Row & { readonly input: { readonly id: string } };
type Outcome = "created" | "updated" | "unchanged" | BadRow;

const maxErrors = 1000;

export async function importProducts(
  deps: ProductDeps,
  stream: AsyncIterable<Uint8Array>,
): Promise<ImportReport> {
  const report: ImportReport = { created: 0, updated: 0, unchanged: 0, failed: 0, errors: [] };
  for await (const { rows, bad } of readBatches(stream)) {
    const outcomes = await importRows(deps, rows);
    const failed = [...bad, ...outcomes.filter((outcome) => typeof outcome === "object")];
    for (const outcome of outcomes) if (typeof outcome === "string") report[outcome] += 1;
    report.failed += failed.length;
    report.errors.push(...failed.slice(0, maxErrors - report.errors.length).map(toReported));
  }
  report.errors.sort((a, b) => a.line - b.line);
  return report;
}

async function importRows(deps: ProductDeps, given: readonly Row[]): Promise<Outcome[]> {
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
  const outcomes = rows.map((row): Outcome => {
    const product = before.get(row.input.id);
    return attempt(row, () => {
      const change = decide(deps, { row, product, categories, taken });
      if (!change) return "unchanged";
      changes.push(change);
      return product ? "updated" : "created";
    });
  });
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
  deps: ProductDeps,
  { row: { input }, product, categories, taken }: Decided,
): Change | undefined {
  const { id } = input;
  const picked = pickCategories(categories, input.categories);
  const slug = input.slug ?? product?.slug ?? pickFreeSlug(slugsFor(input.name, id), taken, id);
  const described = { input, slug, categories: picked, now: deps.now() };
  const decision = product ? replace(product, described) : create({ id, ...described });
  taken.add(slug).add(id);
  return decision && { kind: "save", before: product, ...decision, firstStock: firstStockOf(input) };
}

const slugsNeeded =
  (before: ReadonlyMap<string, Product>) =>
  ({ input }: NamedRow): readonly string[] =>
    input.slug !== undefined || before.has(input.id) ? [] : slugsFor(input.name, input.id);

async function importOneByOne(deps: ProductDeps, rows: readonly NamedRow[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const row of rows) outcomes.push(await importRow(deps, row).catch(toBadRow(row)));
  return outcomes;
}

async function importRow(deps: ProductDeps, { input }: NamedRow): Promise<Outcome> {
  const [before] = await deps.products.findMany([input.id]);
  const firstStock = firstStockOf(input);
  if (!before) {
    await createProduct(deps, input, firstStock);
    return "created";
  }
  const after = await replaceProduct(
    deps,
    { id: before.id, checkVersion: () => undefined },
    input,
    firstStock,
  );
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

function toReported({ line, error: { code, message, details } }: BadRow): ImportReport["errors"][number] {
  const fields = (details["errors"] ?? []) as readonly FieldError[];
  const places = fields.slice(0, 5).map((field) => `${field.path}: ${field.message}`);
  return { line, code, message: [message, ...places].join("; ") };
}
