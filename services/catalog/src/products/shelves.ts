/**
 * Where a product stands in lists, and by what it is sorted there: kept with it, so that an index holds each list in its
 * order. A shelf is a list that an index serves: all products, a category's or a brand's, in one currency. Pure.
 */
import anyAscii from "any-ascii";
import { highestOf, lowestOf, type Highest, type Lowest, type Priced } from "./prices.ts";

export type Derived = {
  readonly lowest: Lowest;
  readonly highest: Highest;
  readonly nameKey: string;
  readonly ratingKey: number;
  readonly shelves: readonly string[];
};

type Standing = {
  readonly name: string;
  readonly brand: string | null;
  readonly categoryPath: readonly string[];
  readonly rating: Rated;
  readonly variants: readonly Priced[];
};

type Rated = { readonly sum: number; readonly count: number };

export function derivedOf({ name, brand, categoryPath, rating, variants }: Standing): Derived {
  const lowest = lowestOf(variants);
  const places: Shelf[] = [
    {},
    ...categoryPath.map((categoryId) => ({ categoryId })),
    ...(brand === null ? [] : [{ brand }]),
  ];
  return {
    lowest,
    highest: highestOf(variants),
    nameKey: nameKeyOf(name),
    ratingKey: ratingKeyOf(rating),
    shelves: Object.keys(lowest).flatMap((currency) => places.map((place) => shelfOf(currency, place))),
  };
}

/** Neither: the shelf of all. */
export type Shelf = { readonly categoryId?: string | undefined; readonly brand?: string | undefined };

/** A currency has three letters, so that no shelf can be read as another one. */
export function shelfOf(currency: string, { categoryId, brand }: Shelf): string {
  if (categoryId !== undefined) return `${currency} category ${categoryId}`;
  return brand === undefined ? currency : `${currency} brand ${brand}`;
}

const longestNameKey = 120;

/** In the order people look names up: whatever the case, the accents, and the signs before and between its words. */
export const nameKeyOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f]+/g, "")
    .replaceAll(/\p{Script=Latin}+/gu, anyAscii)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim()
    .slice(0, longestNameKey)
    .toWellFormed();

const averageSteps = 10_000;
const mostCounted = 999_999_999;

/** One number that orders by the average first and by how many gave it then; 0: nobody did. */
export function ratingKeyOf({ sum, count }: Rated): number {
  const average = count === 0 ? 0 : Math.round((sum / count) * averageSteps);
  return average * (mostCounted + 1) + Math.min(count, mostCounted);
}
