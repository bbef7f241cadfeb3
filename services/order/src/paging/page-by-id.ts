/** Lists of what staff manages: in the order of ids, page by page. */
import type { Cursors } from "@shop/kit/paging/cursor";

type PageQuery = { readonly limit: number; readonly cursor?: string | undefined };

/** `query` names the list; reads one row more than is wanted, to know whether there are more. Throws 400 for a cursor that is another's. */
export async function pageById<Row>(
  cursors: Cursors,
  query: string,
  { limit, cursor }: PageQuery,
  {
    list,
    idOf,
  }: {
    readonly list: (page: { readonly limit: number; readonly after: string | undefined }) => Promise<Row[]>;
    readonly idOf: (row: Row) => string;
  },
): Promise<{ items: Row[]; next: string | null }> {
  const after = cursor === undefined ? undefined : String(cursors.decode(query, cursor)[0]);
  const rows = await list({ limit: limit + 1, after });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? cursors.encode(query, [idOf(last)]) : null };
}
