/** Runs an import so that others can see how far it has come, and can end it. */
import { exponentOf } from "@shop/contracts/language/currencies";
import type { ImportReport } from "@shop/contracts/catalog/imports";
import type { ReadCsv } from "./csv.ts";
import { importErrors } from "./errors.ts";
import type { ImportStore } from "./import-store.ts";
import type { ImportState, Progress } from "./import.ts";
import { importProducts } from "./import-products.ts";
import type { ImportDeps } from "./save-batch.ts";
import { readNdjson } from "./read-ndjson.ts";
import { readShopifyCsv } from "./read-shopify.ts";

export type RunImportDeps = ImportDeps & {
  readonly imports: Pick<ImportStore, "begin" | "note" | "finish">;
  readonly readCsv: ReadCsv;
};

export type Upload = {
  readonly id: string | undefined;
  readonly stream: AsyncIterable<Uint8Array>;
  readonly contentType: string;
};

/** Somebody who looks wants to see it move. */
const noteMs = 250;

/** Throws `import.running`, and `import.columns_missing` and `import.not_utf8` for a CSV file of something else. */
export async function runImport(
  deps: RunImportDeps,
  { id = deps.newId(), stream, contentType }: Upload,
): Promise<ImportReport> {
  const { imports, now } = deps;
  const run = deps.newId();
  if (!(await imports.begin(id, run, now()))) throw importErrors.running(id);
  const counted = countBytes(stream);
  let report: ImportReport | undefined;
  let notedAt = 0;
  const progress = (): Progress => toProgress(counted.bytes(), report);
  const goesOn = async (soFar: ImportReport): Promise<boolean> => {
    report = soFar;
    const at = performance.now();
    if (at - notedAt < noteMs) return true;
    notedAt = at;
    return imports.note(id, run, progress(), now());
  };
  let state: ImportState = "failed";
  try {
    const rows = readRows(deps, counted.stream, contentType);
    report = await importProducts(deps, { id, rows, rest: counted.stream, goesOn });
    state = report.state;
    return report;
  } finally {
    await imports.finish(id, run, state, progress(), now());
  }
}

function readRows(
  { readCsv, pause, currencies: [currency] }: RunImportDeps,
  stream: AsyncIterable<Uint8Array>,
  contentType: string,
) {
  const isCsv = contentType.startsWith("text/csv");
  return isCsv
    ? readShopifyCsv(stream, { readCsv, pause, currency, decimals: exponentOf(currency) })
    : readNdjson(stream, pause);
}

/** Without `return`, so that leaving it leaves it open: who still sends is heard to the end, and then answered. */
function countBytes(stream: AsyncIterable<Uint8Array>) {
  const source = stream[Symbol.asyncIterator]();
  let bytes = 0;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    const result = await source.next();
    if (!result.done) bytes += result.value.length;
    return result;
  };
  return { bytes: () => bytes, stream: { [Symbol.asyncIterator]: () => ({ next }) } };
}

function toProgress(bytes: number, report: ImportReport | undefined): Progress {
  const { created = 0, updated = 0, unchanged = 0, failed = 0 } = report ?? {};
  return { bytes, rows: created + updated + unchanged + failed, created, updated, unchanged, failed };
}
