/** What people call the parts of a list's address. Pure. */
import { moneyText } from "@shop/contracts/language/money-text";
import { words } from "../../words/en.ts";
import type { Choice } from "./addresses.ts";
import { longestText, type Filters, type Ignored } from "./filters.ts";

const { listing, searching } = words;

/** `color` as `Color`: attributes are called as staff calls them. */
export const attributeLabel = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const longestShown = 60;
const short = (text: string): string =>
  text.length > longestShown ? `${text.slice(0, longestShown).toWellFormed()}…` : text;

/** `named`: the category's name by its id or slug, where it is known. */
export function choiceLabel(
  { kind, name = "", value }: Choice,
  filters: Filters,
  currency: string,
  named: (category: string) => string | undefined,
): string {
  switch (kind) {
    case "category":
      return `${listing.category}: ${named(value) ?? short(value)}`;
    case "brand":
      return `${listing.brand}: ${short(value)}`;
    case "attribute":
      return `${attributeLabel(name)}: ${short(value)}`;
    case "price":
      return priceLabel(filters, currency);
    case "inStock":
      return listing.inStock;
  }
}

function priceLabel({ minPrice, maxPrice }: Filters, currency: string): string {
  const text = (amount: number) => moneyText({ amount, currency });
  if (minPrice === undefined) return `${listing.priceTo} ${text(maxPrice ?? 0)}`;
  if (maxPrice === undefined) return `${listing.priceFrom} ${text(minPrice)}`;
  return `${text(minPrice)} – ${text(maxPrice)}`;
}

const fieldNames = new Map(Object.entries(listing.fields));

/** Of many the first few: an address may hold thousands. */
const mostTold = 5;

/** What was left out of an address, and why, where that is known. */
export function ignoredText(ignored: readonly Ignored[]): string {
  const strange = ignored.filter((each) => !isTooLong(each));
  const told = strange.slice(0, mostTold).map(({ name, value }) => {
    const said = name.replace(/^attributes\./, "");
    return listing.ignoredOf(fieldNames.get(said) ?? short(said), short(value));
  });
  return [
    ...(strange.length < ignored.length ? [searching.tooLong] : []),
    ...(told.length > 0 ? [listing.ignored(told.join(", "))] : []),
  ].join(" ");
}

const isTooLong = ({ name, value }: Ignored): boolean => name === "q" && value.length > longestText;
