/** Lines of an import as rows, in batches that are saved together. */
import { ImportRow } from "@shop/contracts/catalog/imports";
import { AppError } from "@shop/kit/errors";
import { productErrors } from "../products/errors.ts";
import type { FirstStock } from "../products/product.ts";
import { readLines, type Line } from "./lines.ts";

export type Row = { readonly line: number; readonly input: ImportRow };
export type BadRow = { readonly line: number; readonly error: AppError };

export type Batch = { readonly rows: readonly Row[]; readonly bad: readonly BadRow[] };

const maxLineBytes = 1024 * 1024;
const maxBatchRows = 100;
/** As much as is decided and saved without keeping others waiting. */
const maxBatchCharacters = 256 * 1024;

/** An id stands once in a batch, so that of two lines the later one wins. */
export async function* readBatches(
  stream: AsyncIterable<Uint8Array>,
  pause: () => Promise<void>,
): AsyncGenerator<Batch> {
  let batch = newBatch();
  for await (const line of readLines(stream, { maxBytes: maxLineBytes, pause })) {
    const characters = "text" in line ? line.text.length : 0;
    if ("text" in line && line.text.trim() === "") continue;
    const row = toRow(line);
    if (isFull(batch, row, characters)) {
      yield batch;
      batch = newBatch();
    }
    batch.characters += characters;
    if ("error" in row) batch.bad.push(row);
    else batch.rows.push(row);
  }
  yield batch;
}

const newBatch = () => ({ rows: [] as Row[], bad: [] as BadRow[], characters: 0 });

const isFull = (
  { rows, bad, characters }: ReturnType<typeof newBatch>,
  next: Row | BadRow,
  more: number,
): boolean =>
  rows.length + bad.length >= maxBatchRows ||
  (characters > 0 && characters + more > maxBatchCharacters) ||
  ("input" in next && next.input.id !== undefined && rows.some(({ input }) => input.id === next.input.id));

function toRow(line: Line): Row | BadRow {
  const bad = (error: AppError): BadRow => ({ line: line.number, error });
  if ("unreadable" in line) return bad(unreadable[line.unreadable]());
  if (hasTooManyNames(line.text))
    return bad(refusal("import.too_many_names", "No product has so many names"));
  const value = parse(line.text);
  if (value === undefined) return bad(refusal("import.malformed", "The line is not JSON"));
  const result = ImportRow.safeParse(value);
  if (result.success) return { line: line.number, input: result.data };
  const errors = result.error.issues
    .slice(0, maxErrorsOfRow)
    .map(({ path, message }) => ({ path: path.join("."), message }));
  return bad(productErrors.invalid(errors));
}

/** Of one row; who has more will find them in the next attempt. */
export const maxErrorsOfRow = 5;

const refusal = (code: string, message: string) => new AppError("invalid", code, message);

const unreadable = {
  too_long: () => refusal("import.line_too_long", `A line has ${maxLineBytes} bytes at most`),
  not_utf8: () => refusal("import.not_utf8", "The line is not UTF-8: save the file in that encoding"),
} as const;

/** Four times what a product can have; a row beyond it would take a tenth of a second to be read alone. */
const maxNames = 10_000;

/** Told by the quotes before colons, for inside a text a quote is escaped. */
function hasTooManyNames(text: string): boolean {
  let names = 0;
  for (let at = text.indexOf('":'); at !== -1 && names <= maxNames; at = text.indexOf('":', at + 2))
    if (text[at - 1] !== "\\") names += 1;
  return names > maxNames;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const firstStockOf = ({ variants }: ImportRow): FirstStock =>
  new Map(variants.flatMap(({ sku, stock }) => (stock === undefined ? [] : [[sku, stock] as const])));
