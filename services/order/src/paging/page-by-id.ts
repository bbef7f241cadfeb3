/** Lists of what staff manages: in the order of ids, page by page. */
import type { Page, Total } from "@shop/contracts/language/page";
import type { Cursors } from "@shop/kit/paging/cursor";

type Listed<Row> = {
  list(page: { readonly limit: number; readonly after: string | undefined }): Promise<Row[]>;
  count(): Promise<Total>;
};

type Asked = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count?: "true" | undefined;
};

/**
 * `query` names the list. Reads one row more than is wanted, to know whether there are more. Throws 400 for a cursor of
 * another list.
 */
export async function pageById<Row extends { readonly id: string }>(
  cursors: Cursors,
  query: string,
  documents: Listed<Row>,
  { limit, cursor, count }: Asked,
): Promise<Page<Row>> {
  const after = cursor === undefined ? undefined : String(cursors.decode(query, cursor)[0]);
  const rows = await documents.list({ limit: limit + 1, after });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next: rows.length > limit && last ? cursors.encode(query, [last.id]) : null,
    ...(count && { total: await documents.count() }),
  };
}
