/**
 * What of a list's address is asked of the catalog. An address is typed, shared and cut off: what cannot be meant is left
 * out and told, and nothing else is asked. Pure.
 */
import { ProductSort } from "@shop/contracts/catalog/product-lists";
import { AttributeValue } from "@shop/contracts/catalog/products";
import { IdOrSlug } from "@shop/contracts/catalog/slugs";
import { line } from "@shop/contracts/language/text";
import { WordName } from "@shop/contracts/language/words";
import { readPrice } from "./price-text.ts";

export type Attribute = readonly [name: string, value: string];

export type Filters = {
  readonly q: string | undefined;
  /** Within a search: id or slug. */
  readonly category: string | undefined;
  readonly brands: readonly string[];
  readonly attributes: readonly Attribute[];
  /** Minor units of the list's currency. */
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly inStock: boolean;
  /** Undefined: the list's own. */
  readonly sort: ProductSort | undefined;
};

/** Nothing is asked. */
export const noFilters: Filters = {
  q: undefined,
  category: undefined,
  brands: [],
  attributes: [],
  minPrice: undefined,
  maxPrice: undefined,
  inStock: false,
  sort: undefined,
};

/** Something of an address that says nothing to us, for people. */
export type Ignored = { readonly name: string; readonly value: string };

export type ReadQuery = {
  readonly filters: Filters;
  readonly cursor: string | undefined;
  readonly ignored: readonly Ignored[];
  /** There is something in the address that neither asks nor is told: fields that were left empty, foreign families. */
  readonly isUntidy: boolean;
};

/** Each name as often as the address says it. */
export type Query = Readonly<Record<string, unknown>>;

/** Of a text to search for. */
export const longestText = 200;

const family = "attributes.";
const most = { brands: 20, attributes: 10 } as const;
const Brand = line(100);
const Text = line(longestText);
const cursorFormat = /^[A-Za-z0-9_-]{1,2000}$/;

export function readQuery(query: Query, currency: string): ReadQuery {
  const ignored: Ignored[] = [];
  let isUntidy = Object.keys(query).some((name) => name.includes(".") && !name.startsWith(family));

  const valuesOf = (name: string): readonly string[] => {
    const values = query[name];
    if (!Array.isArray(values)) return [];
    const filled = (values as string[]).filter((value) => value.trim() !== "");
    if (filled.length < values.length || new Set(filled).size < filled.length) isUntidy = true;
    return [...new Set(filled)];
  };
  const ignore = (name: string, value: string): void => void ignored.push({ name, value });
  /** The first that can be meant; whatever else there is, is ignored. */
  const one = <Value>(name: string, read: (text: string) => Value | undefined): Value | undefined => {
    let found: Value | undefined;
    for (const text of valuesOf(name)) {
      const value = found === undefined ? read(text) : undefined;
      if (value === undefined) ignore(name, text);
      found ??= value;
    }
    return found;
  };
  const brandsIn = (): string[] => {
    const brands = valuesOf("brand").flatMap((text) => {
      const { data } = Brand.safeParse(text);
      if (data === undefined) ignore("brand", text);
      return data ?? [];
    });
    for (const brand of brands.slice(most.brands)) ignore("brand", brand);
    return brands.slice(0, most.brands);
  };
  const attributesIn = (): Attribute[] => {
    const found = new Map<string, string>();
    for (const key of Object.keys(query).toSorted()) {
      if (!key.startsWith(family)) continue;
      const said = key.slice(family.length);
      const value = one(key, (text) => AttributeValue.safeParse(text).data);
      const name = WordName.safeParse(said).data;
      if (value === undefined) continue;
      if (name === undefined || found.has(name) || found.size === most.attributes) ignore(said, value);
      else found.set(name, value);
    }
    return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
  };

  const price = (text: string) => readPrice(text, currency);
  const [minPrice, maxPrice] = inOrder(one("minPrice", price), one("maxPrice", price));
  const filters: Filters = {
    q: one("q", (text) => Text.safeParse(text).data),
    category: one("category", (text) => IdOrSlug.safeParse(text).data),
    brands: brandsIn(),
    attributes: attributesIn(),
    minPrice,
    maxPrice,
    inStock: one("inStock", (text) => (text === "true" ? true : undefined)) ?? false,
    sort: one("sort", (text) => ProductSort.safeParse(text).data),
  };
  const cursor = one("cursor", (text) => (cursorFormat.test(text) ? text : undefined));
  return { filters, cursor, ignored, isUntidy };
}

/** From a high price to a low one is meant the other way round. */
const inOrder = (low: number | undefined, high: number | undefined) =>
  low !== undefined && high !== undefined && low > high ? [high, low] : [low, high];

/** Something is chosen beside the text and the order. */
export const isFiltered = ({ category, brands, attributes, minPrice, maxPrice, inStock }: Filters): boolean =>
  inStock ||
  brands.length + attributes.length > 0 ||
  [category, minPrice, maxPrice].some((part) => part !== undefined);
