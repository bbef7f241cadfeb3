/**
 * The world's countries and the form of their addresses. Codes are ISO 3166-1's; formats are Google's
 * libaddressinput, which follows the Universal Postal Union. Both are small tables, read at start.
 */
import type { Address } from "@shop/contracts/language/address";
import { all } from "iso-3166-1";
import { formatAddress } from "localized-address-format";
import type { Places } from "./address.ts";

export const countries: readonly string[] = all().map(({ alpha2 }) => alpha2);
const known = new Set(countries);

export const places: Places = {
  isCountry: (code) => known.has(code),
  hasPostcodes: (country) => isPrinted(country, "postalCode"),
};

type Field = "locality" | "administrativeArea" | "postalCode";

/** Whether addresses of this country have this part at all. */
const isPrinted = (country: string, field: Field): boolean =>
  formatAddress({ postalCountry: country, [field]: "?" }).some((line) => line.includes("?"));

/** An address as its country writes it, the country last. Whatever was given is printed, also where it is not usual. */
export function printAddress({ name, line1, line2, city, region, postalCode, country }: Address): string[] {
  const parts = { locality: city, administrativeArea: region, postalCode };
  const given = Object.entries(parts).filter((part): part is [Field, string] => part[1] !== undefined);
  const addressLines = line2 === undefined ? [line1] : [line1, line2];
  const address = { postalCountry: country, name, addressLines, ...Object.fromEntries(given) };
  const unusual = given.filter(([field]) => !isPrinted(country, field)).map(([, text]) => text);
  const lines = formatAddress(address, isLatin([name, line1, city]) ? "latin" : "local");
  return [...lines, ...unusual, nameOf(country)];
}

/** Made when a mail needs it: the names are 6 MB that a process without one does not hold. */
const nameOf = (country: string): string =>
  new Intl.DisplayNames("en", { type: "region" }).of(country) ?? country;

/** Some countries write addresses in another order when they are in Latin letters. */
const isLatin = (texts: readonly string[]): boolean => !/(?!\p{Script=Latin})\p{L}/u.test(texts.join(" "));
