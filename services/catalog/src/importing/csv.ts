/** A file of records, as whoever reads CSV gives it. */

/** Of a record; one that is longer is no product. */
export const maxRecordBytes = 1024 * 1024;

export type CsvRecord = {
  /** Where it begins, from 1. */
  readonly line: number;
  /** Where the one behind it begins, unless that line is empty. */
  readonly nextLine: number;
  readonly cells: readonly Uint8Array[];
  /** Longer than may be: cells with more in them than a name are empty then. */
  readonly isTooLong: boolean;
};

export type Csv = { readonly delimiter: string; readonly records: AsyncIterable<CsvRecord> };

/** Throws `import.malformed` where the file cannot be read on: a quote that is never closed, a record that never ends. */
export type ReadCsv = (stream: AsyncIterable<Uint8Array>) => Promise<Csv>;
