/**
 * The world's countries. Codes are ISO 3166-1's; which of them have postcodes says Google's libaddressinput, which follows
 * the Universal Postal Union. Both are small tables, read at start.
 */
import { all } from "iso-3166-1";
import { formatAddress } from "localized-address-format";
import type { Places } from "./address.ts";

const countries = new Set(all().map(({ alpha2 }) => alpha2));

export const places: Places = {
  isCountry: (code) => countries.has(code),
  hasPostcodes: (country) =>
    formatAddress({ postalCountry: country, postalCode: "?" }).some((line) => line.includes("?")),
};
