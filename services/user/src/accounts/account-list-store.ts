/** Lists of accounts, by their addresses. */
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { Total } from "@shop/contracts/language/page";
import { collectionOf } from "@shop/kit/mongo/collections";
import { countRows } from "@shop/kit/mongo/count-rows";
import type { Connection } from "mongoose";
import { accountCollection, toAccount, type AccountRow } from "./account-store.ts";
import type { Account } from "./account.ts";

export type AccountListStore = {
  /** By address: those that begin as `prefix` does, in any case, behind `after`. */
  list(page: {
    readonly prefix: string;
    readonly limit: number;
    readonly after: string | undefined;
  }): Promise<Account[]>;
  count(prefix: string): Promise<Total>;
};

export function createAccountListStore({
  connection,
}: {
  readonly connection: Connection;
}): AccountListStore {
  const rows = collectionOf<AccountRow>(connection, accountCollection.name);
  return {
    list: async ({ prefix, limit, after }) => {
      const emailKey = { ...beginningWith(prefix), ...(after !== undefined && { $gt: after }) };
      const order = { sort: { emailKey: 1 }, limit } as const;
      return (await rows.find({ emailKey }, order).toArray()).map(toAccount);
    },
    count: (prefix) => countRows(rows, { emailKey: beginningWith(prefix) }),
  };
}

/** A range, not a pattern: whatever is asked for stands for itself. */
function beginningWith(prefix: string) {
  const from = emailKeyOf(prefix);
  return { $gte: from, $lt: `${from}\u{10ffff}` };
}
