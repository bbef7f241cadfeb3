/** What part of a price is tax, by destination and kind of goods. Pure. */
import type { TaxCategory } from "@shop/contracts/catalog/variants";
import type { NewTaxRate, TaxRate, TaxRatePatch } from "@shop/contracts/order/tax-rates";
import type { Places } from "../addresses/address.ts";
import { requestErrors } from "../requests/errors.ts";

export type { TaxRate };

/** In basis points; `inclusive`: prices include it. */
export type Tax = Pick<TaxRate, "rate" | "inclusive">;

/** Where there is no rate, prices are what is paid, and none of it is tax. */
export const noTax: Tax = { rate: 0, inclusive: true };

/** Blanks around it and its case are written as one likes. */
export const plainRegion = (region: string): string => region.trim().toLowerCase();

export type Taxed = {
  readonly country: string;
  readonly region?: string | undefined;
  readonly category: TaxCategory;
};

/**
 * The rate for goods of this category that are sent there: one of the region before one of all the country, then one of
 * the category before one of any.
 */
export function taxFor(rates: readonly TaxRate[], { country, region, category }: Taxed): Tax {
  const key = region === undefined ? null : plainRegion(region);
  const fits = rates.filter(
    (each) =>
      each.country === country &&
      (each.region === null || plainRegion(each.region) === key) &&
      (each.category === null || each.category === category),
  );
  const [nearest] = fits.toSorted((a, b) => nearness(b) - nearness(a));
  return nearest ?? noTax;
}

const nearness = ({ region, category }: TaxRate): number =>
  (region === null ? 0 : 2) + (category === null ? 0 : 1);

type Known = Pick<Places, "isCountry">;

/** Throws `request.invalid` for a country that there is not. */
export function create(id: string, { region, ...input }: NewTaxRate, places: Known): TaxRate {
  refuseUnknown(input.country, places);
  return { ...input, region: region ?? null, id, version: 1 };
}

/** Undefined when it is so already. Throws as `create` does. */
export function edit(before: TaxRate, patch: TaxRatePatch, places: Known): TaxRate | undefined {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const after: TaxRate = { ...before, ...given };
  if (JSON.stringify(after) === JSON.stringify(before)) return undefined;
  refuseUnknown(after.country, places);
  return after;
}

function refuseUnknown(country: string, places: Known): void {
  if (!places.isCountry(country))
    throw requestErrors.invalid([{ path: "country", message: "is not a country of ISO 3166-1" }]);
}
