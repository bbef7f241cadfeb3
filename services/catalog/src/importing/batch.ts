/** Rows of an import in batches that are saved together. */
import { isBad, type BadRow, type Row } from "./row.ts";

export type Batch = { readonly rows: readonly Row[]; readonly bad: readonly BadRow[] };

/** As much as is decided and saved without keeping others waiting. */
const maxBatchRows = 200;
const maxBatchCharacters = 512 * 1024;
/** A sender who is slow sees what has been done with what it has sent. */
const maxAgeMs = 200;

/**
 * A product stands once in a batch, so that of two rows about it the later one wins. While no row comes, batches are
 * empty: whoever reads them has a turn at least that often.
 */
export async function* readBatches(rows: AsyncIterator<Row | BadRow>): AsyncGenerator<Batch> {
  // Whoever is busy with a batch hears later how the next row fails, and who has left does not want to.
  const ask = () => {
    const next = rows.next();
    next.catch(() => undefined);
    return next;
  };
  let batch = newBatch();
  let coming = ask();
  for (;;) {
    const next = await Promise.race([coming, batch.isOld]);
    if (next === "old") {
      yield batch;
      batch = newBatch();
      continue;
    }
    if (next.done) break;
    coming = ask();
    if (isFull(batch, next.value)) {
      yield batch;
      batch = newBatch();
    }
    add(batch, next.value);
  }
  yield batch;
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
