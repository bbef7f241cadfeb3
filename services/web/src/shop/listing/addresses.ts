/** Addresses of lists: each state has one. Pure. */
import { noFilters, type Filters } from "./filters.ts";
import { priceText } from "./price-text.ts";

/** Where a list is, and in which currency its prices are. */
export type Place = { readonly path: string; readonly currency: string };

/** Fields by their names, in the order of a form. */
function fieldsOf(filters: Filters, currency: string): [name: string, value: string][] {
  const { q, category, brands, attributes, minPrice, maxPrice, inStock, sort } = filters;
  const fields: [string, string | undefined][] = [
    ["q", q],
    ["category", category],
    ...brands.map((brand): [string, string] => ["brand", brand]),
    ...attributes.map(([name, value]): [string, string] => [`attributes.${name}`, value]),
    ["minPrice", minPrice === undefined ? undefined : priceText(minPrice, currency)],
    ["maxPrice", maxPrice === undefined ? undefined : priceText(maxPrice, currency)],
    ["inStock", inStock ? "true" : undefined],
    ["sort", sort],
  ];
  return fields.filter((field): field is [string, string] => field[1] !== undefined);
}

export function addressOf({ path, currency }: Place, filters: Filters, cursor?: string): string {
  const search = new URLSearchParams(fieldsOf(filters, currency));
  if (cursor !== undefined) search.set("cursor", cursor);
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}

/** The same list with nothing chosen; its text and order stay. */
export const withoutChoices = ({ q, sort }: Filters): Filters => ({ ...noFilters, q, sort });

/** One thing that was chosen, and the list without it. */
export type Choice = {
  readonly kind: "category" | "brand" | "attribute" | "price" | "inStock";
  /** Of an attribute. */
  readonly name?: string;
  /** As it was chosen; empty where the kind says it all. */
  readonly value: string;
  readonly without: Filters;
};

export function choicesOf(filters: Filters): Choice[] {
  const { category, brands, attributes, minPrice, maxPrice, inStock } = filters;
  const choices: Choice[] = [];
  if (category !== undefined)
    choices.push({ kind: "category", value: category, without: { ...filters, category: undefined } });
  for (const brand of brands) {
    const others = brands.filter((each) => each !== brand);
    choices.push({ kind: "brand", value: brand, without: { ...filters, brands: others } });
  }
  for (const [name, value] of attributes) {
    const others = attributes.filter(([each]) => each !== name);
    choices.push({ kind: "attribute", name, value, without: { ...filters, attributes: others } });
  }
  if (minPrice !== undefined || maxPrice !== undefined) {
    const without = { ...filters, minPrice: undefined, maxPrice: undefined };
    choices.push({ kind: "price", value: "", without });
  }
  if (inStock) choices.push({ kind: "inStock", value: "", without: { ...filters, inStock: false } });
  return choices;
}
