/** Pages of a list that is so short that it is read whole. */
import { hash } from "node:crypto";
import { toTotal, type Page } from "@shop/contracts/language/page";
import type { Cursors } from "./cursor.ts";

type Asked = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count?: "true" | undefined;
};

/**
 * `query` names the list; it may have a few hundred things. The cursor holds which of them were shown, so that none comes
 * twice or is left out, however the list changes and is sorted between two pages. Throws 400 for a cursor of another list.
 */
export function pageOfAll<Item extends { readonly id: string }>(
  cursors: Cursors,
  query: string,
  all: readonly Item[],
  { limit, cursor, count }: Asked,
): Page<Item> {
  const shown = cursor === undefined ? [] : cursors.decode(query, cursor);
  const left = all.filter(({ id }) => !shown.includes(markOf(id)));
  const items = left.slice(0, limit);
  return {
    items,
    next:
      left.length > limit ? cursors.encode(query, [...shown, ...items.map(({ id }) => markOf(id))]) : null,
    ...(count && { total: toTotal(all.length) }),
  };
}

/** 32 bits: of a list so short two that are the same are one in a million lists. */
const markOf = (id: string): number => Number.parseInt(hash("sha256", id).slice(0, 8), 16);
