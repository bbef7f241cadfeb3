/** The best few of many, without sorting the rest: a page, continued exactly where the last one ended. */
import type { SearchPosition } from "./product-search.ts";

export type Entry = { readonly key: number | string; readonly id: string; readonly slot: number };

export type Order = {
  readonly keyOf: (slot: number, score: number) => number | string;
  /** By key, then by id, both in this direction. */
  readonly direction: 1 | -1;
};

export type PageOf = {
  add(slot: number, score: number): void;
  entries(): readonly Entry[];
};

export function createPage(
  { keyOf, direction }: Order,
  { most, after, idOf }: { most: number; after: SearchPosition | undefined; idOf: (slot: number) => string },
): PageOf {
  const entries: Entry[] = [];
  let worst: Entry | undefined;
  /** Whether it stands before the other. */
  const isBefore = (key: number | string, id: string, other: Pick<Entry, "key" | "id">): boolean =>
    key === other.key ? direction * order(id, other.id) < 0 : direction * order(key, other.key) < 0;

  const insert = (entry: Entry): void => {
    let place = entries.length;
    while (place > 0 && isBefore(entry.key, entry.id, entries[place - 1] as Entry)) place -= 1;
    entries.splice(place, 0, entry);
    if (entries.length > most) entries.pop();
    worst = entries.length === most ? entries.at(-1) : undefined;
  };

  return {
    add: (slot, score) => {
      const key = keyOf(slot, score);
      // Nearly all of a large list are told by this alone.
      if (worst && key !== worst.key && !isBefore(key, "", worst)) return;
      const id = idOf(slot);
      if (worst && !isBefore(key, id, worst)) return;
      if (!after || isBefore(after.key, after.id, { key, id })) insert({ key, id, slot });
    },
    entries: () => entries,
  };
}

const order = (a: number | string, b: number | string): number => (a < b ? -1 : Number(a > b));
