/**
 * Rows that were refused for what another product has. A row further down may take it away from that product, so they
 * are tried again at the end: the order of the rows does not matter then.
 */
import type { Outcome } from "./report.ts";
import type { Row } from "./row.ts";

export type WaitingRow = {
  readonly row: Row;
  /** Of the product that it is about, or makes. */
  readonly id: string;
};

type Tried = { readonly line: number; readonly outcome: Outcome };

export type WaitingRows = {
  /** More than memory should hold stay refused. */
  add(waiting: WaitingRow): void;
  /** Of two rows about one product the later one wins. */
  giveWayTo(rows: readonly Row[]): void;
  tryAgain(attempt: (waiting: WaitingRow) => Promise<Outcome>): AsyncGenerator<Tried>;
};

const mostRows = 1_000;
const mostCharacters = 8 * 1024 * 1024;
/** Each helps a row at least, or is the last. */
const mostRounds = 20;

export function createWaitingRows(): WaitingRows {
  const waiting = new Map<string | number, WaitingRow>();
  let characters = 0;
  return {
    add: (added) => {
      const { size, line, target } = added.row;
      if (waiting.size >= mostRows || characters + size > mostCharacters) return;
      waiting.set(target?.name ?? line, added);
      characters += size;
    },
    giveWayTo: (rows) => {
      for (const { target } of rows) {
        const earlier = target && waiting.get(target.name);
        if (!earlier) continue;
        characters -= earlier.row.size;
        waiting.delete(target.name);
      }
    },
    tryAgain: async function* (attempt) {
      // The last one first: what the end of a file has made free, a row above it waits for, and another one for that row.
      let rows = [...waiting.values()].toReversed();
      for (let round = 0, hasHelped = true; hasHelped && round < mostRounds; round += 1) {
        const left: WaitingRow[] = [];
        for (const each of rows) {
          const outcome = await attempt(each);
          if (typeof outcome === "object") left.push(each);
          yield { line: each.row.line, outcome };
        }
        hasHelped = left.length < rows.length;
        rows = left;
      }
    },
  };
}
