/** A Shopify product export as rows: the records that follow each other with one handle are one product. */
import { AppError } from "@shop/kit/errors";
import { slugOfHandle } from "../slugs/slug.ts";
import type { CsvRecord, ReadCsv } from "./csv.ts";
import { importErrors } from "./errors.ts";
import type { BadRow, Row } from "./row.ts";
import { readColumns, type Columns, type Dialect, type Group } from "./shopify-columns.ts";
import { toRow } from "./shopify-product.ts";
import { createSlugMemory } from "./slug-memory.ts";

/** A hundred variants with a picture each, and some to spare; a longer group is a file of something else. */
const maxRecords = 1_000;
const maxGroupCharacters = 2 * 1024 * 1024;

type Options = {
  readonly readCsv: ReadCsv;
  readonly pause: () => Promise<void>;
  /** What prices are in, and how many decimals it has. */
  readonly currency: string;
  readonly decimals: number;
};

/**
 * Throws `import.columns_missing` and `import.not_utf8` for a file that is no such export, before anything is given.
 * `pause` is called after every piece of work.
 */
export async function* readShopifyCsv(
  stream: AsyncIterable<Uint8Array>,
  { readCsv, pause, currency, decimals }: Options,
): AsyncGenerator<Row | BadRow> {
  const { delimiter, records } = await readCsv(stream);
  const source = records[Symbol.asyncIterator]();
  const head = await source.next();
  const columns = readColumns(head.done || head.value.isTooLong ? [] : toText(head.value).cells);
  // Who separates by semicolons does so because commas stand in the numbers.
  const dialect: Dialect = { columns, currency, decimals, decimalMark: delimiter === ";" ? "," : "." };
  // A product is all that its rows say, so that rows which come again would leave only themselves of it.
  const lineOf = createSlugMemory();
  let nextLine = head.done ? 1 : head.value.nextLine;
  async function* followed(): AsyncGenerator<CsvRecord> {
    for await (const record of { [Symbol.asyncIterator]: () => source }) {
      await pause();
      ({ nextLine } = record);
      yield record;
    }
  }
  try {
    for await (const group of groupsOf(followed(), columns)) {
      const { slug, size } = group;
      const earlier = slug === "" ? undefined : lineOf(slug, group.line);
      yield earlier === undefined
        ? toRow(group, dialect)
        : { line: group.line, size, error: importErrors.handleRepeated(slug, earlier) };
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // What the product in hand would still have had is not known, and leaving it out would take it away.
    yield { line: nextLine, size: 0, error, isLast: true };
  }
}

async function* groupsOf(records: AsyncIterable<CsvRecord>, columns: Columns): AsyncGenerator<Group> {
  let group: Group | undefined;
  for await (const record of records) {
    const read = toText(record);
    if (read.cells.every((cell) => cell.trim() === "")) continue;
    const handle = columns.cellOf(read.cells, "handle").toLowerCase();
    if (group && group.handle !== handle) {
      yield group;
      group = undefined;
    }
    group ??= begin(record.line, handle);
    add(group, read, columns.count);
  }
  if (group) yield group;
}

const begin = (line: number, handle: string): Group => ({
  line,
  handle,
  slug: slugOfHandle(handle),
  records: [],
  size: 0,
  isReadable: true,
  hasSurplus: false,
  hasLongRecord: false,
  isTooLong: false,
});

function add(group: Group, { cells, isReadable, isTooLong }: Text, columnCount: number): void {
  group.isReadable &&= isReadable;
  group.hasLongRecord ||= isTooLong;
  group.hasSurplus ||= cells.slice(columnCount).some((cell) => cell.trim() !== "");
  for (const cell of cells) group.size += cell.length;
  group.isTooLong ||= group.size > maxGroupCharacters || group.records.length >= maxRecords;
  if (group.isTooLong || group.hasLongRecord) group.records.length = 0;
  else group.records.push(cells);
}

/** Whether all of it is UTF-8: what is not, a handle is looked for in nevertheless. */
type Text = Pick<CsvRecord, "isTooLong"> & {
  readonly cells: readonly string[];
  readonly isReadable: boolean;
};

const strict = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder("utf-8");

const toText = ({ cells, isTooLong }: CsvRecord): Text => ({
  isTooLong,
  cells: cells.map((cell) => lenient.decode(cell)),
  isReadable: cells.every(isUtf8),
});

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
