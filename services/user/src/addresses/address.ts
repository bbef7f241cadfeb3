/** Where somebody wants things sent: an address book, one of whose addresses is the default. Pure. */
import type { Address, AddressInput } from "@shop/contracts/language/address";
import {
  maxAddresses,
  type AddressPatch,
  type NewAddress,
  type SavedAddress,
} from "@shop/contracts/user/addresses";
import { addressErrors } from "./errors.ts";

export type AddressBook = {
  readonly ownerId: string;
  readonly addresses: readonly SavedAddress[];
  /** Counts changes; 0 is a book that was never written. */
  readonly version: number;
};

/** What is known of the world's countries. */
export type Places = {
  /** ISO 3166-1 alpha-2; not reserved codes such as `UK` and `EU`. */
  isCountry(code: string): boolean;
  hasPostcodes(country: string): boolean;
};

/** Throws `address.too_many`, and 400 with the path of what is wrong. */
export function add(
  book: AddressBook,
  { id, input, places }: { readonly id: string; readonly input: NewAddress; readonly places: Places },
): AddressBook {
  if (book.addresses.length >= maxAddresses) throw addressErrors.tooMany(maxAddresses);
  const { isDefault, ...address } = input;
  const isFirst = book.addresses.length === 0;
  const saved = { id, ...checked(places, address), isDefault: isDefault || isFirst, version: 1 };
  return changed(book, [...book.addresses, saved], saved);
}

/** Undefined when nothing is different. Throws `address.not_found`, and 400 with the path of what is wrong. */
export function edit(
  book: AddressBook,
  { id, patch, places }: { readonly id: string; readonly patch: AddressPatch; readonly places: Places },
): AddressBook | undefined {
  const before = find(book, id);
  const { version, isDefault: wasDefault, id: _id, ...known } = before;
  const { isDefault = wasDefault, ...parts } = patch;
  const address = checked(places, merged(known, parts));
  // A book with addresses has a default one: another takes its place, it is not just given up.
  const edited = { id, ...address, isDefault: isDefault || wasDefault, version };
  if (JSON.stringify(edited) === JSON.stringify({ id, ...toAddress(known), isDefault: wasDefault, version }))
    return undefined;
  const after = { ...edited, version: version + 1 };
  return changed(
    book,
    book.addresses.map((each) => (each.id === id ? after : each)),
    after,
  );
}

/** The oldest that is left becomes the default when that is removed. Throws `address.not_found`. */
export function remove(book: AddressBook, id: string): AddressBook {
  const { isDefault } = find(book, id);
  const [first, ...rest] = book.addresses.filter((each) => each.id !== id);
  const left = first
    ? [isDefault ? { ...first, isDefault, version: first.version + 1 } : first, ...rest]
    : [];
  return { ...book, addresses: left, version: book.version + 1 };
}

/** Throws `address.not_found`. */
export function find({ addresses }: AddressBook, id: string): SavedAddress {
  const address = addresses.find((each) => each.id === id);
  if (!address) throw addressErrors.notFound(id);
  return address;
}

/** The default one first, then the newest. */
export const inOrder = ({ addresses }: AddressBook): SavedAddress[] =>
  addresses.toReversed().toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));

/** Of several defaults the one that was just saved stays. */
function changed(book: AddressBook, addresses: readonly SavedAddress[], saved: SavedAddress): AddressBook {
  const withOne = addresses.map((each) =>
    saved.isDefault && each.id !== saved.id && each.isDefault
      ? { ...each, isDefault: false, version: each.version + 1 }
      : each,
  );
  return { ...book, addresses: withOne, version: book.version + 1 };
}

function checked(places: Places, address: AddressInput): Address {
  if (!places.isCountry(address.country))
    throw addressErrors.invalid("country", "is not a country of ISO 3166-1");
  if (address.postalCode === undefined && places.hasPostcodes(address.country))
    throw addressErrors.invalid("postalCode", "is required in this country");
  return toAddress(address);
}

/** A JSON merge patch: a part that may be absent is taken away by null, which is read as undefined. */
const merged = (known: Address, patch: Omit<AddressPatch, "isDefault">): AddressInput => ({
  name: patch.name ?? known.name,
  line1: patch.line1 ?? known.line1,
  line2: "line2" in patch ? patch.line2 : known.line2,
  city: patch.city ?? known.city,
  region: "region" in patch ? patch.region : known.region,
  postalCode: "postalCode" in patch ? patch.postalCode : known.postalCode,
  country: patch.country ?? known.country,
});

/** In one order, and what was not given is absent: a database would make null of it. */
const toAddress = ({ name, line1, line2, city, region, postalCode, country }: AddressInput): Address => ({
  name,
  line1,
  ...(line2 !== undefined && { line2 }),
  city,
  ...(region !== undefined && { region }),
  ...(postalCode !== undefined && { postalCode }),
  country,
});
