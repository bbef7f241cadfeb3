/** Reading and changing an address book. Each change is made on the newest version, so none is lost. */
import type { AddressPatch, NewAddress, SavedAddress } from "@shop/contracts/user/addresses";
import { change, requireSeen, type Expectation } from "@shop/kit/change";
import type { TakeTurns } from "@shop/kit/mongo/document-turns";
import type { AddressStore } from "./address-store.ts";
import { add, edit, find, inOrder, remove, type AddressBook, type Places } from "./address.ts";

export type AddressDeps = {
  readonly addressBooks: AddressStore;
  readonly places: Places;
  readonly newId: () => string;
  /** Those who change one book in this process wait for each other, where they would only be in each other's way. */
  readonly takeTurns: TakeTurns;
};

type OfOne = { readonly ownerId: string; readonly id: string; readonly expect: Expectation };

/** The default one first. */
export const listAddresses = async (
  { addressBooks }: Pick<AddressDeps, "addressBooks">,
  ownerId: string,
): Promise<SavedAddress[]> => inOrder(await addressBooks.find(ownerId));

/** Throws `address.not_found`. */
export const getAddress = async (
  { addressBooks }: Pick<AddressDeps, "addressBooks">,
  { ownerId, id }: Pick<OfOne, "ownerId" | "id">,
): Promise<SavedAddress> => find(await addressBooks.find(ownerId), id);

/** Throws `address.too_many`, 400 with the path of what is wrong, and `busy`. */
export async function addAddress(
  deps: AddressDeps,
  ownerId: string,
  input: NewAddress,
): Promise<SavedAddress> {
  const id = deps.newId();
  return find(await changeBook(deps, ownerId, (book) => add(book, { id, input, places: deps.places })), id);
}

/** Throws `address.not_found`, 400 with the path of what is wrong, what `expect` throws, and `busy`. */
export async function editAddress(
  deps: AddressDeps,
  { ownerId, id, expect, patch }: OfOne & { readonly patch: AddressPatch },
): Promise<SavedAddress> {
  const book = await changeBook(deps, ownerId, (before) => {
    requireSeen(expect, find(before, id).version);
    return edit(before, { id, patch, places: deps.places });
  });
  return find(book, id);
}

/** Throws `address.not_found`, what `expect` throws, and `busy`. */
export async function removeAddress(deps: AddressDeps, { ownerId, id, expect }: OfOne): Promise<void> {
  await changeBook(deps, ownerId, (book) => {
    requireSeen(expect, find(book, id).version);
    return remove(book, id);
  });
}

async function changeBook(
  { addressBooks, takeTurns }: AddressDeps,
  ownerId: string,
  decide: (book: AddressBook) => AddressBook | undefined,
): Promise<AddressBook> {
  const { before, decision } = await takeTurns([ownerId], () =>
    change({
      find: () => addressBooks.find(ownerId),
      decide,
      save: (known: AddressBook, book: AddressBook) => addressBooks.save(known, book),
    }),
  );
  return decision ?? before;
}
