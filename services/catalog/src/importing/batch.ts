/** Rows of an import in batches that are saved together. */
import { isBad, type BadRow, type Row } from "./row.ts";

export type Batch = { readonly rows: readonly Row[]; readonly bad: readonly BadRow[] };

/** As much as is decided and saved without keeping others waiting. */
const maxBatchRows = 100;
const maxBatchCharacters = 256 * 1024;
/** A sender who is slow sees what has been done with what it has sent. */
const maxAgeMs = 200;

/**
 * A product stands once in a batch, so that of two rows about it the later one wins. While no row comes, batches are
 * empty: whoever reads them has a turn at least that often.
 */
export async function* readBatches(rows: AsyncIterator<Row | BadRow>): AsyncGenerator<Batch> {
  let batch = newBatch();
  let coming = rows.next();
  try {
    for (;;) {
      const next = await Promise.race([coming, batch.isOld]);
      if (next === "old") {
        yield batch;
        batch = newBatch();
        continue;
      }
      if (next.done) break;
      coming = rows.next();
      if (isFull(batch, next.value)) {
        yield batch;
        batch = newBatch();
      }
      add(batch, next.value);
    }
    yield batch;
  } finally {
    // Whoever leaves early does not want to hear how the next row fails.
    coming.catch(() => undefined);
  }
}

function add(batch: ReturnType<typeof newBatch>, row: Row | BadRow): void {
  batch.characters += row.size;
  if (isBad(row)) batch.bad.push(row);
  else batch.rows.push(row);
}

const newBatch = () => ({
  rows: [] as Row[],
  bad: [] as BadRow[],
  characters: 0,
  isOld: new Promise<"old">((resolve) => void setTimeout(resolve, maxAgeMs, "old").unref()),
});

const isFull = ({ rows, bad, characters }: ReturnType<typeof newBatch>, next: Row | BadRow): boolean =>
  rows.length + bad.length >= maxBatchRows ||
  (characters > 0 && characters + next.size > maxBatchCharacters) ||
  (!isBad(next) &&
    next.target !== undefined &&
    rows.some(({ target }) => target?.name === next.target?.name));
