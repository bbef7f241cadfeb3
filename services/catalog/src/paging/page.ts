/** A part of a list, and where it ended. */

/** The last row's sort value (a time in milliseconds, a price, a number) and its id. */
export type Position = { readonly key: number; readonly id: string };

export type PageRequest = { readonly limit: number; readonly after: Position | undefined };

/** `next` is where the following page begins; null at the end. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next: Position | null };

/** Reads one row more than is wanted, to know whether there are more. */
export async function readPage<Item>(
  { limit, after }: PageRequest,
  read: (page: PageRequest) => Promise<readonly Item[]>,
  positionOf: (item: Item) => Position,
): Promise<Page<Item>> {
  const rows = await read({ limit: limit + 1, after });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? positionOf(last) : null };
}
