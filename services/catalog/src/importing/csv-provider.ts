/**
 * A CSV file (RFC 4180) as Excel and shops write it: with or without a byte order mark, columns between commas,
 * semicolons or tabs, any line end, line ends inside quotes. Memory holds a record, whatever the length of the file.
 */
import { Readable } from "node:stream";
import { parse, type Info } from "csv-parse";
import { createCellCount, endlessBytes } from "./csv-cells.ts";
import type { CsvRecord, ReadCsv } from "./csv.ts";
import { importErrors } from "./errors.ts";

/** The line that names the columns is shorter, or it is no such line. */
const maxHeadBytes = 64 * 1024;

export const readCsv: ReadCsv = async (stream) => {
  const source = stream[Symbol.asyncIterator]();
  const { head, isOver } = await readHead(source);
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw importErrors.notText();
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const delimiter = delimiterOf(head.subarray(start));
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head.subarray(start);
    if (isOver) return;
    for (;;) {
      const next = await source.next();
      if (next.done) return;
      yield next.value;
    }
  }
  return { delimiter, records: recordsOf(all(), delimiter) };
};

/** The bytes up to the first line end, and what came with it. */
async function readHead(source: AsyncIterator<Uint8Array>): Promise<{ head: Buffer; isOver: boolean }> {
  let head = Buffer.alloc(0);
  while (!head.includes(10) && head.length < maxHeadBytes) {
    const next = await source.next();
    if (next.done) return { head, isOver: true };
    head = Buffer.concat([head, next.value]);
  }
  return { head, isOver: false };
}

/** Whichever stands most often in the first line outside of quotes; a comma when none does. */
function delimiterOf(head: Buffer): string {
  const [line = ""] = head
    .toString("latin1")
    .replace(/"[^"]*"/g, "")
    .split(/\r?\n/, 1);
  const counts = [",", ";", "\t"].map((mark) => ({ mark, count: line.split(mark).length }));
  return counts.reduce((most, each) => (each.count > most.count ? each : most)).mark;
}

async function* recordsOf(bytes: AsyncIterable<Uint8Array>, delimiter: string): AsyncGenerator<CsvRecord> {
  const reading = Readable.from(bytes, { objectMode: false });
  let broken: string | undefined;
  const breakOff = (reason: string): void => {
    if (broken !== undefined) return;
    broken = reason;
    reading.unpipe(parser);
    parser.end();
  };
  const counted = createCellCount();
  const toGiven = (cells: Buffer[], { lines }: Info): CsvRecord | null =>
    broken === undefined ? counted.toRecord(cells, lines) : null;
  const parser = parse({
    delimiter,
    // Cells are bytes, so that one that is not UTF-8 is this row's fault alone.
    encoding: null,
    cast: (cell, { index }) => {
      const kept = counted.take(cell as unknown as Buffer, index);
      if (counted.isEndless()) breakOff("A record does not end");
      return kept;
    },
    // Of one cell: while it grows nobody is asked.
    max_record_size: endlessBytes,
    on_record: toGiven as never,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // An error that it threw would take the records with it that are read and have not been given yet.
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error) breakOff(error.message);
      return undefined;
    },
  });
  reading.on("error", (error) => parser.destroy(error)).pipe(parser);
  try {
    yield* parser as AsyncIterable<CsvRecord>;
  } finally {
    reading.destroy();
  }
  if (broken !== undefined) throw importErrors.brokenCsv(broken);
}
