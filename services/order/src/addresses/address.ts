/** Where an order may go to. Pure: what countries there are, and which of them have postcodes, is handed in. */
import type { Address, AddressInput } from "@shop/contracts/language/address";
import { addressErrors } from "./errors.ts";

/** What is known of the world's countries. */
export type Places = {
  /** ISO 3166-1 alpha-2; not reserved codes such as `UK` and `EU`. */
  isCountry(code: string): boolean;
  hasPostcodes(country: string): boolean;
};

/** Throws 400 with the path of what is wrong. */
export function checkAddress(places: Places, { country, postalCode }: AddressInput): void {
  if (!places.isCountry(country))
    throw addressErrors.invalid("shippingAddress.country", "is not a country of ISO 3166-1");
  if (postalCode === undefined && places.hasPostcodes(country))
    throw addressErrors.invalid("shippingAddress.postalCode", "is required in this country");
}

/** What was not given is absent, not undefined: a database would make null of it. */
export const toAddress = ({ line2, region, postalCode, ...address }: AddressInput): Address => ({
  ...address,
  ...(line2 !== undefined && { line2 }),
  ...(region !== undefined && { region }),
  ...(postalCode !== undefined && { postalCode }),
});
