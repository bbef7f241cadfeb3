/** Counts what a shopper could choose next, product by product: exact, however many there are. */
import { noBrand, type Columns } from "./columns.ts";
import type { Facets, FacetCount, SearchRequest } from "./product-search.ts";
import { passed, refused } from "./sieve.ts";

const mostOf = { brands: 50, categories: 200, attributeNames: 30, values: 50 } as const;

export type FacetCounts = {
  /** `refusal`: what the sieve says of it, never `refused.quite`. */
  add(slot: number, refusal: number): void;
  facets(): Facets;
};

export function createFacetCounts(
  columns: Columns,
  { attributes, currency }: Pick<SearchRequest, "attributes" | "currency">,
): FacetCounts {
  const { filled, categoryLists, attributeLists, nameOfAttribute } = columns;
  const prices = columns.pricesIn(currency) ?? new Float64Array(0);
  const askedNames = attributes.map(([name]) => columns.attributeNames.find(name) ?? -1);
  const brands = new Uint32Array(columns.brands.size);
  const categories = new Uint32Array(columns.categories.size);
  const values = new Uint32Array(columns.attributes.size);
  let min = Infinity;
  let max = -Infinity;

  const addBrand = (slot: number): void => {
    const brand = filled.brand[slot] as number;
    if (brand !== noBrand) brands[brand] = (brands[brand] as number) + 1;
  };
  const addPrice = (slot: number): void => {
    const amount = (prices[slot] as number) - 1;
    if (amount < min) min = amount;
    if (amount > max) max = amount;
  };
  const addCategories = (slot: number): void => {
    const pool = categoryLists.pool();
    const end = categoryLists.to(slot);
    for (let at = categoryLists.from(slot); at < end; at += 1) {
      const category = pool[at] as number;
      categories[category] = (categories[category] as number) + 1;
    }
  };
  /** Of all names, or of one. */
  const addValues = (slot: number, only?: number): void => {
    const pool = attributeLists.pool();
    const end = attributeLists.to(slot);
    for (let at = attributeLists.from(slot); at < end; at += 1) {
      const value = pool[at] as number;
      if (only === undefined || nameOfAttribute[value] === only)
        values[value] = (values[value] as number) + 1;
    }
  };

  return {
    add: (slot, refusal) => {
      if (refusal === refused.brand) addBrand(slot);
      else if (refusal === refused.price) addPrice(slot);
      else if (refusal >= refused.attribute) addValues(slot, askedNames[refusal - refused.attribute]);
      else if (refusal === passed) {
        addBrand(slot);
        addPrice(slot);
        addCategories(slot);
        addValues(slot);
      }
    },
    facets: () => ({
      brand: mostFrequent(brands, columns.brands.textOf, mostOf.brands),
      category: mostFrequent(categories, columns.categories.textOf, mostOf.categories),
      attributes: attributesOf(columns, values),
      price: max >= min ? { min, max } : null,
      exact: true,
    }),
  };
}

/** Names by how many products have one, then by letter. */
function attributesOf(columns: Columns, values: Uint32Array): Facets["attributes"] {
  const byName = new Map<number, FacetCount[]>();
  values.forEach((count, value) => {
    if (count === 0) return;
    const name = columns.nameOfAttribute[value] as number;
    const text = columns.attributes.textOf(value);
    const entry = { value: text.slice(text.indexOf("\0") + 1), count };
    const others = byName.get(name);
    if (others) others.push(entry);
    else byName.set(name, [entry]);
  });
  const named = [...byName].map(([name, counts]) => {
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    return { value: columns.attributeNames.textOf(name), count: total, counts };
  });
  return Object.fromEntries(
    named
      .toSorted(byFrequency)
      .slice(0, mostOf.attributeNames)
      .map(({ value, counts }) => [value, counts.toSorted(byFrequency).slice(0, mostOf.values)]),
  );
}

function mostFrequent(counts: Uint32Array, textOf: (number: number) => string, most: number): FacetCount[] {
  const found: FacetCount[] = [];
  counts.forEach((count, number) => {
    if (count > 0) found.push({ value: textOf(number), count });
  });
  return found.toSorted(byFrequency).slice(0, most);
}

const byFrequency = (a: FacetCount, b: FacetCount): number =>
  b.count - a.count || (a.value < b.value ? -1 : Number(a.value > b.value));
