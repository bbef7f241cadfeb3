/** Lists of accounts, by their addresses. */
import { domainToUnicode } from "node:url";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { Total } from "@shop/contracts/language/page";
import { collectionOf } from "@shop/kit/mongo/collections";
import { countRows } from "@shop/kit/mongo/count-rows";
import type { Connection, mongo } from "mongoose";
import { accountCollection, toAccount, type AccountRow } from "./account-store.ts";
import type { Account } from "./account.ts";

export type AccountListStore = {
  /** By address: those that begin as `prefix` does, in any case, their domain in Unicode or ASCII, behind `after`. */
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
      const behind = after === undefined ? {} : { emailKey: { $gt: after } };
      const filter = { $and: [await addressedAs(rows, prefix), behind] };
      return (await rows.find(filter, { sort: { emailKey: 1 }, limit }).toArray()).map(toAccount);
    },
    count: async (prefix) => countRows(rows, await addressedAs(rows, prefix)),
  };
}

/** A range, not a pattern: whatever is asked for stands for itself. */
const beginningWith = (prefix: string) => ({ $gte: prefix, $lt: `${prefix}\u{10ffff}` });

/** A key has its domain in ASCII, of which half a word in Unicode is no beginning: such domains are compared as they are shown. */
async function addressedAs(
  rows: mongo.Collection<AccountRow>,
  prefix: string,
): Promise<mongo.Filter<AccountRow>> {
  const asked = prefix.normalize("NFC").toLowerCase();
  const emailKey = beginningWith(asked);
  const [local, domain] = splitAtDomain(asked);
  if (local === "") return { emailKey };
  const shown: string[] = [emailKeyOf(prefix)];
  // Few: they have the same name before the @.
  const namesakes = { emailKey: { ...beginningWith(local), $regex: /[@.]xn--/ } };
  for await (const { emailKey: key } of rows.find(namesakes, { projection: { emailKey: 1 } }))
    if (domainToUnicode(splitAtDomain(key)[1]).startsWith(domain.normalize("NFKC"))) shown.push(key);
  return { $or: [{ emailKey }, { emailKey: { $in: shown } }] };
}

/** With the @ at the end of the first half; that is empty where there is none. */
function splitAtDomain(email: string): readonly [string, string] {
  const end = email.lastIndexOf("@") + 1;
  return [email.slice(0, end), email.slice(end)];
}
