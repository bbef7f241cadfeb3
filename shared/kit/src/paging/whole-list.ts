/** Pages of a list that is so short that it is read whole. */
import { toTotal, type Page } from "@shop/contracts/language/page";
import type { Cursors } from "./cursor.ts";

type Asked = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count?: "true" | undefined;
};

/** `query` names the list. Throws 400 for a cursor of another one. */
export function pageOfAll<Item>(
  cursors: Cursors,
  query: string,
  all: readonly Item[],
  { limit, cursor, count }: Asked,
): Page<Item> {
  const from = cursor === undefined ? 0 : Number(cursors.decode(query, cursor)[0]);
  const end = from + limit;
  return {
    items: all.slice(from, end),
    next: end < all.length ? cursors.encode(query, [end]) : null,
    ...(count && { total: toTotal(all.length) }),
  };
}
