/** A file of records, as whoever reads CSV gives it. */

export type CsvRecord = {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: readonly Uint8Array[];
};

export type Csv = { readonly delimiter: string; readonly records: AsyncIterable<CsvRecord> };

/** Throws `import.malformed` where the file cannot be read on: a quote that is never closed, a record that never ends. */
export type ReadCsv = (stream: AsyncIterable<Uint8Array>) => Promise<Csv>;
