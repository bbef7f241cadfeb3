/** Lines of an import as rows, in batches that are saved together. */
import { ImportRow } from "@shop/contracts/product";
import { AppError } from "@shop/kit/errors";
import type { FirstStock } from "./deps.ts";
import { productErrors } from "./errors.ts";
import { readLines, type Line } from "./lines.ts";

export type Row = { readonly line: number; readonly input: ImportRow };
export type BadRow = { readonly line: number; readonly error: AppError };

export type Batch = { readonly rows: readonly Row[]; readonly bad: readonly BadRow[] };

const maxLineBytes = 1024 * 1024;
const maxBatchRows = 100;
const maxBatchCharacters = 1024 * 1024;

/** An id stands once in a batch, so that of two lines the later one wins. */
export async function* readBatches(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Batch> {
  let batch = newBatch();
  for await (const line of readLines(stream, maxLineBytes)) {
    if (line.text?.trim() === "") continue;
    const row = toRow(line);
    if (isFull(batch, row)) {
      yield batch;
      batch = newBatch();
    }
    batch.characters += line.text?.length ?? 0;
    if ("error" in row) batch.bad.push(row);
    else batch.rows.push(row);
  }
  yield batch;
}

const newBatch = () => ({ rows: [] as Row[], bad: [] as BadRow[], characters: 0 });

const isFull = ({ rows, bad, characters }: ReturnType<typeof newBatch>, next: Row | BadRow): boolean =>
  rows.length + bad.length >= maxBatchRows ||
  characters > maxBatchCharacters ||
  ("input" in next && next.input.id !== undefined && rows.some(({ input }) => input.id === next.input.id));

function toRow({ number: line, text }: Line): Row | BadRow {
  if (text === undefined)
    return {
      line,
      error: new AppError("invalid", "import.line_too_long", `A line has ${maxLineBytes} bytes at most`),
    };
  const value = parse(text);
  if (value === undefined)
    return { line, error: new AppError("invalid", "import.malformed", "The line is not JSON") };
  const result = ImportRow.safeParse(value);
  if (result.success) return { line, input: result.data };
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return { line, error: productErrors.invalid(errors) };
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
