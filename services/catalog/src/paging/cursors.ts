/** Where a page ended, as an opaque cursor that belongs to its query. */
import type { Cursors } from "@shop/kit/paging/cursor";
import type { Position, SortKey } from "./page.ts";

export const toCursor = (
  cursors: Cursors,
  query: string,
  position: Position<SortKey> | null,
): string | null => position && cursors.encode(query, [position.key, position.id]);

/** Where a page by a number or a time ended. Throws invalid when the cursor is of another query. */
export function toPosition(
  cursors: Cursors,
  query: string,
  cursor: string | undefined,
): Position | undefined {
  const position = toSortPosition(cursors, query, cursor);
  return position && { ...position, key: Number(position.key) };
}

/** Where a page by whatever ended. Throws as `toPosition` does. */
export function toSortPosition(
  cursors: Cursors,
  query: string,
  cursor: string | undefined,
): Position<SortKey> | undefined {
  if (cursor === undefined) return undefined;
  const [key, id] = cursors.decode(query, cursor);
  return { key: key ?? 0, id: String(id) };
}

/** The same for the same filters in whatever order they were given; a page's size, and whether all are counted, are none. */
export function queryKey(list: string, filters: Readonly<Record<string, unknown>>): string {
  const { limit: _limit, cursor: _cursor, count: _count, ...rest } = filters;
  const sorted = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        [
          name,
          Array.isArray(value) ? value.map(String).toSorted((a, b) => (a < b ? -1 : 1)) : value,
        ] as const,
    )
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([list, sorted]);
}
