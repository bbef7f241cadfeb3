/** Whether somebody runs the shop. */
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import { accountCollection, type AccountRow } from "./account-store.ts";
import { ofAdmins } from "./of-admins.ts";

export type AdminStore = { hasAdmin(): Promise<boolean> };

export function createAdminStore({ connection }: { readonly connection: Connection }): AdminStore {
  const rows = collectionOf<AccountRow>(connection, accountCollection.name);
  return {
    hasAdmin: async () => (await rows.findOne(ofAdmins, { projection: { _id: 1 } })) !== null,
  };
}
