/**
 * What a record holds, counted cell by cell. A parser gives a record when it has all of it, so that of one that is too
 * long only what tells whose it is must be kept.
 */
import { maxRecordBytes, type CsvRecord } from "./csv.ts";

/** Nothing is so long but what stands behind a quote that nobody has closed. */
export const endlessBytes = 8 * 1024 * 1024;
/** A cell costs far more than its bytes. */
const endlessCells = 100_000;
/** A handle is shorter. */
const longestName = 1_000;

export type CellCount = {
  /** The cell as it is kept. `index`: its place in the record. */
  take(cell: Buffer, index: number): Buffer;
  /** Whether the record has so much by now that it is no record. */
  isEndless(): boolean;
  /** `endsAt`: its last line, as the parser counts, to which a CRLF inside quotes is two. */
  toRecord(record: readonly Buffer[], endsAt: number): CsvRecord;
};

export function createCellCount(): CellCount {
  const nothing = Buffer.alloc(0);
  let bytes = 0;
  let cells = 0;
  let breaks = 0;
  let countedTwice = 0;
  return {
    take: (cell, index) => {
      if (index === 0) {
        bytes = 0;
        breaks = 0;
      }
      bytes += cell.length + 1;
      cells = index + 1;
      for (let at = cell.indexOf(10); at !== -1; at = cell.indexOf(10, at + 1)) {
        breaks += 1;
        if (cell[at - 1] === 13) countedTwice += 1;
      }
      return bytes > maxRecordBytes && cell.length > longestName ? nothing : cell;
    },
    isEndless: () => bytes > endlessBytes || cells > endlessCells,
    toRecord: (record, endsAt) => ({
      line: endsAt - countedTwice - breaks,
      nextLine: endsAt - countedTwice + 1,
      cells: record,
      isTooLong: bytes > maxRecordBytes,
    }),
  };
}
