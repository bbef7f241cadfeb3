/**
 * Adds and updates products from a stream. Rows are saved a batch at a time, which is what makes it fast; a batch
 * that cannot be saved as a whole is saved in parts, so that a bad row does not keep the others out. What is refused
 * for what another product has is tried again at the end.
 */
import type { ImportReport } from "@shop/contracts/catalog/imports";
import { readBatches, type Batch } from "./batch.ts";
import { decideBatch } from "./decide-batch.ts";
import { addEnding, count, isHopeless, newReport, recount, warn, type Outcome } from "./report.ts";
import type { BadRow, Row } from "./row.ts";
import { attempt, saveBatch, type ImportDeps } from "./save-batch.ts";
import { createWaitingRows, type WaitingRows } from "./waiting.ts";

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
  const waiting = createWaitingRows();
  const course: Course = {};
  for await (const { batch, outcomes } of importBatches(deps, { rows, waiting, course })) {
    warn(report, batch.rows);
    count(report, [...batch.bad, ...outcomes]);
    // What was being saved when it ended counts as well, and changes nothing about its end.
    course.end ??= await endAfter(batch, report, goesOn);
  }
  if (course.end) {
    report.state = "ended";
    if (course.end === "unreadable") await hearOut(deps, rest, () => goesOn(report));
    return report;
  }
  for await (const { line, outcome } of waiting.tryAgain((row) => attempt(deps, row))) {
    recount(report, line, outcome);
    if (await goesOn(report)) continue;
    report.state = "ended";
    break;
  }
  return report;
}

async function endAfter(
  { bad, rows }: Batch,
  report: ImportReport,
  goesOn: Source["goesOn"],
): Promise<Course["end"]> {
  if (isHopeless(report)) {
    addEnding(report, Math.max(...[...bad, ...rows].map(({ line }) => line)));
    return "unreadable";
  }
  if (bad.some((row) => row.isLast)) return "unreadable";
  return (await goesOn(report)) ? undefined : "asked for";
}

/** Who still sends would lose an answer that comes before the end. */
async function hearOut(
  { pause }: Pick<ImportDeps, "pause">,
  rest: Source["rest"],
  goesOn: () => Promise<boolean>,
): Promise<void> {
  const left = rest[Symbol.asyncIterator]();
  while (!(await left.next()).done && (await goesOn())) await pause();
}

type Imported = { readonly batch: Batch; readonly outcomes: readonly Outcome[] };

type Course = {
  /** Set by whoever hears of the batches: no further one is begun. */
  end?: "asked for" | "unreadable" | undefined;
};

type Saving = {
  /** That products have when it is saved. */
  readonly names: ReadonlySet<string>;
  readonly imported: Promise<Imported>;
};

/** While the database is at one batch, this process is at the other. */
const mostSavings = 2;

/** In the order of the rows. While batches are being saved, the next one is read and decided. */
async function* importBatches(
  deps: ImportDeps,
  {
    rows,
    waiting,
    course,
  }: { readonly rows: Source["rows"]; readonly waiting: WaitingRows; readonly course: Course },
): AsyncGenerator<Imported> {
  const savings: Saving[] = [];
  async function* untilLeft(most: number): AsyncGenerator<Imported> {
    while (savings.length > most) yield (savings.shift() as Saving).imported;
  }
  try {
    for await (const batch of readBatches(rows)) {
      // What a row changes is seen by the next one about the same product.
      if (isAboutOneOf(savings, batch)) yield* untilLeft(0);
      const decided = await decideBatch(
        deps,
        batch.rows,
        new Set(savings.flatMap(({ names }) => [...names])),
      );
      yield* untilLeft(mostSavings - 1);
      if (course.end) break;
      waiting.giveWayTo(batch.rows);
      const imported = saveBatch(deps, decided, waiting).then((outcomes) => ({ batch, outcomes }));
      // It is heard when its turn comes, also how it fails.
      imported.catch(() => undefined);
      savings.push({ names: decided.names, imported });
      // What needs no saving is heard at once: it may be what ends the import.
      if (decided.changes.length === 0) yield* untilLeft(0);
      if (course.end) break;
    }
  } catch (error) {
    // What is being saved when the file breaks off is still done, and counts.
    yield* untilLeft(0);
    throw error;
  }
  yield* untilLeft(0);
}

const isAboutOneOf = (savings: readonly Saving[], { rows }: Batch): boolean =>
  rows.some(({ target }) => target && savings.some(({ names }) => names.has(target.name)));
