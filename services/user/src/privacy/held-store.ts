/** All that lies in this database about a person. */
import { shop } from "@shop/contracts/shop";
import { createDeadLetterStore } from "@shop/kit/messaging/dead-letter-store";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { accountCollection } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { sessionCollection } from "../sessions/session-rows.ts";
import { held, stays, type Person, type Row } from "./held-rows.ts";

export type HeldStore = {
  /** What its owner is shown of it: the items of each section. */
  show(
    account: Pick<Account, "id" | "email">,
  ): AsyncIterable<{ readonly section: string; readonly items: AsyncIterable<object> }>;
  /** Part of finishing an erasure; answers how many rows of each collection are gone. */
  erase(account: Pick<Account, "id" | "email">, transaction: Transaction): Promise<Record<string, number>>;
  /** Events that wait to be told: until they are, their documents must stay. */
  hasUnsent(userId: string): Promise<boolean>;
  /** Dead letters that name the person. */
  eraseLetters(account: Pick<Account, "id" | "email">): Promise<number>;
  /** Those of these people that have an account. */
  accountsAmong(ids: readonly string[]): Promise<string[]>;
};

export function createHeldStore({ connection }: { readonly connection: Connection }): HeldStore {
  const rowsOf = (collection: string) => collectionOf<Row>(connection, collection);
  const letters = createDeadLetterStore({ connection, consumer: "user" });

  const toPerson = async (
    { id, email }: Pick<Account, "id" | "email">,
    transaction?: Transaction,
  ): Promise<Person> => {
    const options = { projection: { _id: 1 }, ...(transaction && { session: transaction.session }) };
    const rows = await rowsOf(sessionCollection.name).find({ "holder.id": id }, options).toArray();
    return { userId: id, emailKey: emailKeyOf(email), sessionIds: rows.map(({ _id }) => _id) };
  };

  return {
    async *show(account) {
      const person = { userId: account.id, emailKey: emailKeyOf(account.email), sessionIds: [] };
      for (const { collection, rowsOf: filterOf, shows } of [...held, ...stays]) {
        if (!shows) continue;
        const found = rowsOf(collection).find(filterOf(person), { batchSize: 100 });
        yield { section: shows.section, items: found.map(shows.toItem) };
      }
    },

    erase: async (account, transaction) => {
      const person = await toPerson(account, transaction);
      const counts: Record<string, number> = {};
      for (const { collection, rowsOf: filterOf } of held) {
        const filter = filterOf(person);
        const { session } = transaction;
        counts[collection] = (await rowsOf(collection).deleteMany(filter, { session })).deletedCount;
      }
      return counts;
    },

    hasUnsent: async (userId) => {
      const unsent = { "outbox.0": { $exists: true } };
      const own = await Promise.all([
        rowsOf(accountCollection.name).findOne({ _id: userId, ...unsent }),
        rowsOf(sessionCollection.name).findOne({ "holder.id": userId, ...unsent }),
      ]);
      return own.some((row) => row !== null);
    },

    eraseLetters: ({ id, email }) =>
      letters.dropNaming({ id, addresses: [email, emailKeyOf(email)] }, shop.user.hears),

    accountsAmong: async (ids) => {
      const rows = await rowsOf(accountCollection.name)
        .find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } })
        .toArray();
      return rows.map(({ _id }) => _id);
    },
  };
}
