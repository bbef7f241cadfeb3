/** How many products there are in categories: one walk over all, however many categories are asked for. */
import type { Columns } from "./columns.ts";
import type { CountRequest, FacetCount } from "./product-search.ts";
import { createSieve, passed } from "./sieve.ts";

export function countIn(columns: Columns, { statuses, currency, categoryIds }: CountRequest): FacetCount[] {
  const { categories, categoryLists, ids } = columns;
  const counts = new Uint32Array(categories.size);
  const filter = { statuses, currency, attributes: [], inStockOnly: false };
  const sieve = createSieve(columns, filter, { hasFacets: false });
  const pool = categoryLists.pool();
  for (let slot = 0; slot < ids.length; slot += 1) {
    if (sieve(slot) !== passed) continue;
    const end = categoryLists.to(slot);
    for (let at = categoryLists.from(slot); at < end; at += 1) {
      const category = pool[at] as number;
      counts[category] = (counts[category] as number) + 1;
    }
  }
  return categoryIds.flatMap((value) => {
    const number = categories.find(value);
    const count = number === undefined ? 0 : (counts[number] as number);
    return count > 0 ? [{ value, count }] : [];
  });
}
