/** A part of a list, and where it ended. */

/** A time in milliseconds, a price, a number, a name. */
export type SortKey = number | string;

/** The last row's sort value and its id. */
export type Position<Key extends SortKey = number> = { readonly key: Key; readonly id: string };

export type PageRequest<Key extends SortKey = number> = {
  readonly limit: number;
  readonly after: Position<Key> | undefined;
};

/** `next` is where the following page begins; null at the end. */
export type Page<Item, Key extends SortKey = number> = {
  readonly items: readonly Item[];
  readonly next: Position<Key> | null;
};

/** Reads one row more than is wanted, to know whether there are more. */
export async function readPage<Item, Key extends SortKey>(
  { limit, after }: PageRequest<Key>,
  read: (page: PageRequest<Key>) => Promise<readonly Item[]>,
  positionOf: (item: Item) => Position<Key>,
): Promise<Page<Item, Key>> {
  const rows = await read({ limit: limit + 1, after });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? positionOf(last) : null };
}
