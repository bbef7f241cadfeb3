/**
 * A CSV file (RFC 4180) as Excel and shops write it: with or without a byte order mark, columns between commas,
 * semicolons or tabs, any line end, line ends inside quotes. Memory holds a record, whatever the length of the file.
 */
import { Readable } from "node:stream";
import { parse, type CsvError, type Info } from "csv-parse";
import type { CsvRecord, ReadCsv } from "./csv.ts";
import { importErrors } from "./errors.ts";

const maxRecordBytes = 1024 * 1024;
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
  let broken: CsvError | undefined;
  const parser = parse({
    delimiter,
    // Cells are bytes, so that one that is not UTF-8 is this row's fault alone.
    encoding: null,
    info: true,
    max_record_size: maxRecordBytes,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // An error that it threw would take the records with it that are read and have not been given yet.
    skip_records_with_error: true,
    on_skip: (error) => {
      if (broken || !error) return undefined;
      broken = error;
      reading.unpipe(parser);
      parser.end();
      return undefined;
    },
  });
  reading.on("error", (error) => parser.destroy(error)).pipe(parser);
  const lineOf = createLineCount();
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: Info; record: Buffer[] }>)
      yield { line: lineOf(info.lines, record), cells: record };
  } finally {
    reading.destroy();
  }
  if (broken) throw importErrors.brokenCsv(broken.message);
}

/** The parser says where a record ends, and counts a CRLF inside quotes twice. */
function createLineCount(): (endsAt: number, cells: readonly Buffer[]) => number {
  let countedTwice = 0;
  return (endsAt, cells) => {
    let breaks = 0;
    for (const cell of cells)
      for (let at = cell.indexOf(10); at !== -1; at = cell.indexOf(10, at + 1)) {
        breaks += 1;
        if (cell[at - 1] === 13) countedTwice += 1;
      }
    return endsAt - countedTwice - breaks;
  };
}
