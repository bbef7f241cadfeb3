import type { Address } from "@shop/contracts/language/address";
import { countryName } from "../../parts/countries.ts";

/** One below the other; what was not given is left out. */
export const addressLines = ({ name, line1, line2, city, region, postalCode, country }: Address): string[] =>
  [
    name,
    line1,
    line2,
    [postalCode, city].filter((part) => part !== undefined).join(" "),
    region,
    countryName(country),
  ].filter((line) => line !== undefined);
