/** What becomes of rows, decided on the products that are there; nothing is saved yet. */
import type { ImportRow } from "@shop/contracts/catalog/imports";
import { AppError } from "@shop/kit/errors";
import type { CreateProductDeps } from "../products/create-product.ts";
import { findCategories, pickCategories, type CategoryIndex } from "../products/find-categories.ts";
import { refuseForeignPrices } from "../products/prices.ts";
import { productSlugsFor } from "../products/product-slugs.ts";
import type { ProductStore } from "../products/product-store.ts";
import { create, replace, type Change, type Product } from "../products/product.ts";
import { pickFreeSlug } from "../slugs/slug.ts";
import type { Outcome } from "./report.ts";
import { firstStockOf, type BadRow, type Row } from "./row.ts";

export type DecideDeps = CreateProductDeps & {
  readonly products: Pick<ProductStore, "findByNames" | "takenNames">;
  /** Between two pieces of work: gives everybody else a turn when it is time. */
  readonly pause: () => Promise<void>;
};

/** A row whose product has an id: its own, or that of the product it is about. */
export type NamedRow = {
  readonly row: Row;
  readonly before: Product | undefined;
  readonly input: ImportRow & { readonly id: string };
};

export type DecidedBatch = {
  readonly named: readonly NamedRow[];
  readonly changes: readonly Change[];
  /** Of rows that are nothing a product could be. */
  readonly unnamed: readonly Outcome[];
  /** Of the others, when all changes can be saved. */
  readonly outcomes: readonly Outcome[];
  /** That products have when the changes are saved. */
  readonly names: ReadonlySet<string>;
};

/** `coming`: names that others are getting just now. */
export async function decideBatch(
  deps: DecideDeps,
  given: readonly Row[],
  coming: ReadonlySet<string>,
): Promise<DecidedBatch> {
  if (given.length === 0) return { named: [], changes: [], unnamed: [], outcomes: [], names: new Set() };
  const { named, outcomes: unnamed } = await nameRows(deps, given);
  const categories = await findCategories(
    deps,
    named.flatMap(({ input }) => input.categories),
  );
  const taken = new Set([...coming, ...(await deps.products.takenNames(named.flatMap(slugsNeeded)))]);
  const names = new Set<string>();
  const changes: Change[] = [];
  const outcomes: Outcome[] = [];
  for (const row of named) {
    outcomes.push(
      attempt(row, () => {
        const change = decide(deps, { row, categories, taken });
        if (!change) return "unchanged";
        changes.push(change);
        for (const name of [change.product.id, change.product.slug]) {
          taken.add(name);
          names.add(name);
        }
        return row.before ? "updated" : "created";
      }),
    );
    await deps.pause();
  }
  return { named, changes, unnamed, outcomes, names };
}

/** `outcomes` are of rows that are nothing a product could be. */
async function nameRows(
  deps: DecideDeps,
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

export const pick = (products: readonly Product[], { target }: Row): Product | undefined =>
  target && products.find((product) => product[target.by] === target.name);

type Saving = Extract<Change, { readonly kind: "save" }>;

type Decided = {
  readonly row: NamedRow;
  readonly categories: CategoryIndex;
  /** Names in use. */
  readonly taken: ReadonlySet<string>;
};

function decide(
  { now, currencies }: Pick<DecideDeps, "now" | "currencies">,
  { row: { input, before }, categories, taken }: Decided,
): Saving | undefined {
  const { id } = input;
  refuseForeignPrices(input.variants, currencies, before?.variants);
  const picked = pickCategories(categories, input.categories);
  const slug = input.slug ?? before?.slug ?? pickFreeSlug(productSlugsFor(input.name, id), taken, id);
  const described = { input, slug, categories: picked, now: now() };
  const decision = before ? replace(before, described) : create({ id, ...described });
  return decision && { kind: "save", before, ...decision, firstStock: firstStockOf(input) };
}

const slugsNeeded = ({ before, input }: NamedRow): readonly string[] =>
  input.slug !== undefined || before ? [] : productSlugsFor(input.name, input.id);

function attempt({ row }: NamedRow, decideRow: () => Outcome): Outcome {
  try {
    return decideRow();
  } catch (error) {
    return toBadRow(row, error);
  }
}

/** A refusal is this row's; throws anything else, which ends the import. */
export function toBadRow({ line, size }: Row, error: unknown): BadRow {
  if (!(error instanceof AppError) || error.kind === "unavailable") throw error;
  return { line, error, size };
}
