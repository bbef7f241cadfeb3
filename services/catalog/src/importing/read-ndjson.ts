/** Lines of NDJSON as rows: one product a line. */
import { ImportRow } from "@shop/contracts/catalog/imports";
import type { AppError } from "@shop/kit/errors";
import { importErrors } from "./errors.ts";
import { readLines, type Line } from "./ndjson-lines.ts";
import type { BadRow, Row } from "./row.ts";

const maxLineBytes = 1024 * 1024;

/** `pause` is called after every piece of work. */
export async function* readNdjson(
  stream: AsyncIterable<Uint8Array>,
  pause: () => Promise<void>,
): AsyncGenerator<Row | BadRow> {
  for await (const line of readLines(stream, { maxBytes: maxLineBytes, pause }))
    if (!("text" in line) || line.text.trim() !== "") yield toRow(line);
}

function toRow(line: Line): Row | BadRow {
  const size = "text" in line ? line.text.length : 0;
  const bad = (error: AppError): BadRow => ({ line: line.number, error, size });
  if ("unreadable" in line) return bad(unreadable[line.unreadable]());
  if (hasTooManyNames(line.text)) return bad(importErrors.tooManyNames());
  const value = parse(line.text);
  if (value === undefined) return bad(importErrors.malformed("The line is not JSON"));
  const result = ImportRow.safeParse(value);
  if (!result.success) return bad(importErrors.invalid(result.error));
  const input = result.data;
  const target = input.id === undefined ? undefined : ({ by: "id", name: input.id } as const);
  return { line: line.number, target, inputFor: () => input, warnings: [], size };
}

const unreadable = {
  too_long: () => importErrors.rowTooLong(maxLineBytes),
  not_utf8: () => importErrors.rowNotUtf8(),
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
