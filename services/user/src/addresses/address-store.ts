/** Address books in MongoDB, one document a person. */
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import type { AddressBook } from "./address.ts";

type BookRow = Omit<AddressBook, "ownerId"> & { readonly _id: string };

export const addressBookCollection: Collection = { name: "address_books", indexes: [] };

export type AddressStore = {
  /** Who has none has an empty one, of version 0. */
  find(ownerId: string): Promise<AddressBook>;
  /** `moved`: somebody changed it since it was `before`. */
  save(before: AddressBook, book: AddressBook): Promise<"saved" | "moved">;
};

export function createAddressStore({ connection }: { readonly connection: Connection }): AddressStore {
  const books = collectionOf<BookRow>(connection, addressBookCollection.name);
  return {
    find: async (ownerId) => {
      const row = await books.findOne({ _id: ownerId });
      return { ownerId, addresses: row?.addresses ?? [], version: row?.version ?? 0 };
    },

    save: async ({ version: before }, { ownerId, addresses, version }) => {
      try {
        // Version 0 is no document yet: two first writers meet at the unique _id.
        const { modifiedCount, upsertedCount } = await books.updateOne(
          { _id: ownerId, version: before },
          { $set: { addresses, version } },
          { upsert: before === 0 },
        );
        return modifiedCount + upsertedCount === 1 ? "saved" : "moved";
      } catch (error) {
        if (isDuplicateKey(error)) return "moved";
        throw error;
      }
    },
  };
}
