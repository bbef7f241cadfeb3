/** Lists that begin with what is newest. */

/** Where a page ended. */
export type Position = { readonly at: Date; readonly id: string };

export type PageRequest = { readonly limit: number; readonly after: Position | undefined };

/** Reads one row more than is wanted, to know whether there are more; `next` is where the following page begins. */
export async function readPage<Item extends { readonly id: string }>(
  { limit, after }: PageRequest,
  read: (page: PageRequest) => Promise<readonly Item[]>,
  timeOf: (item: Item) => Date,
): Promise<{ readonly items: readonly Item[]; readonly next: Position | null }> {
  const rows = await read({ limit: limit + 1, after });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? { at: timeOf(last), id: last.id } : null };
}

/** Of the database. The first part bounds the index, so that a late page costs as much as the first. */
export const olderThan = (field: "at" | "createdAt", { at, id }: Position) => ({
  [field]: { $lte: at },
  $or: [{ [field]: { $lt: at } }, { _id: { $lt: id } }],
});
