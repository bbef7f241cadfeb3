/**
 * Which products pass a filter. What fails one part alone still counts in the facet of that part: a shopper sees what
 * else could be chosen.
 */
import { noBrand, type Columns } from "./columns.ts";
import type { SearchFilter } from "./product-search.ts";

/** What one part of a filter refused, `attribute` and above: the attribute asked for at that place. */
export const passed = 0;
export const refused = { quite: -1, brand: 1, price: 2, attribute: 3 } as const;

/** 0 for a product that passes, `refused.quite` for one that nothing counts, else the only part that refused it. */
export type Sieve = (slot: number) => number;

type Part = { readonly part: number; readonly passes: (slot: number) => boolean };

type Filter = SearchFilter & { readonly currency: string };

/** `hasFacets`: somebody counts what one part alone refused; else the first part that refuses a product is enough. */
export function createSieve(
  columns: Columns,
  filter: Filter,
  { hasFacets }: { readonly hasFacets: boolean },
): Sieve {
  const musts = mustsOf(columns, filter);
  const parts = partsOf(columns, filter);
  return hasFacets
    ? countingSieve(musts, parts)
    : plainSieve([...parts.map(({ passes }) => passes), ...musts]);
}

/** What shoppers choose refuses most, and so is asked first. */
const plainSieve =
  (all: readonly Part["passes"][]): Sieve =>
  (slot) => {
    for (const passes of all) if (!passes(slot)) return refused.quite;
    return passed;
  };

const countingSieve =
  (musts: readonly Part["passes"][], parts: readonly Part[]): Sieve =>
  (slot) => {
    for (const passes of musts) if (!passes(slot)) return refused.quite;
    let refusal: number = passed;
    for (const { part, passes } of parts) {
      if (passes(slot)) continue;
      if (refusal !== passed) return refused.quite;
      refusal = part;
    }
    return refusal;
  };

const nothing = () => false;

/** What refuses these is in no facet. */
function mustsOf(
  columns: Columns,
  { statuses, categoryId, inStockOnly, currency }: Filter,
): Part["passes"][] {
  const { filled, categoryLists } = columns;
  const isAsked = Uint8Array.from({ length: columns.statuses.size }, (_, status) =>
    Number(statuses.includes(columns.statuses.textOf(status))),
  );
  const prices = columns.pricesIn(currency);
  const musts: Part["passes"][] = [
    (slot) => filled.isAlive[slot] === 1 && isAsked[filled.status[slot] as number] === 1,
    prices ? (slot) => (prices[slot] ?? 0) > 0 : nothing,
  ];
  if (inStockOnly) musts.push((slot) => filled.inStock[slot] === 1);
  if (categoryId === undefined) return musts;
  const category = columns.categories.find(categoryId);
  return [...musts, category === undefined ? nothing : (slot) => categoryLists.has(slot, category)];
}

function partsOf(columns: Columns, filter: Filter): Part[] {
  const { filled, attributeLists } = columns;
  const parts: Part[] = [];
  const { brands = [], minPrice = 0, maxPrice = Infinity, attributes } = filter;
  if (brands.length > 0) {
    const asked = new Set(brands.map((brand) => columns.brands.find(brand) ?? -1));
    parts.push({ part: refused.brand, passes: (slot) => asked.has(filled.brand[slot] ?? noBrand) });
  }
  const prices = columns.pricesIn(filter.currency);
  if (prices && (minPrice > 0 || maxPrice < Infinity)) {
    const passes = (slot: number): boolean => {
      const amount = (prices[slot] ?? 0) - 1;
      return amount >= minPrice && amount <= maxPrice;
    };
    parts.push({ part: refused.price, passes });
  }
  attributes.forEach(([name, value], index) => {
    const asked = columns.attributes.find(`${name}\0${value}`);
    const passes = asked === undefined ? nothing : (slot: number) => attributeLists.has(slot, asked);
    parts.push({ part: refused.attribute + index, passes });
  });
  return parts;
}
