/** Accounts in MongoDB. */
import { isDuplicateKey } from "@shop/kit/duplicate-key";
import { collectionOf } from "@shop/kit/mongo";
import type { Announcement, Transact } from "@shop/kit/transactions";
import type { ClientSession, Connection } from "mongoose";
import type { Account, Decision } from "../accounts/account.ts";
import type { AccountStore } from "../accounts/deps.ts";
import { emailKey } from "../accounts/email-address.ts";

/** `sequence` counts the events that the account has announced. */
type Row = Omit<Account, "id"> & {
  readonly _id: string;
  readonly emailKey: string;
  readonly sequence: number;
};

const rowsOf = (connection: Connection) => collectionOf<Row>(connection, "accounts");

export function createAccountStore({
  connection,
  transact,
}: {
  connection: Connection;
  transact: Transact;
}): AccountStore {
  const rows = rowsOf(connection);
  return {
    async find(id) {
      const row = await rows.findOne({ _id: id });
      return row ? toAccount(row) : undefined;
    },
    async findByEmail(email) {
      const row = await rows.findOne({ emailKey: emailKey(email) });
      return row ? toAccount(row) : undefined;
    },
    async insert(decision) {
      try {
        await transact((session) => insertAccount(connection, decision, session));
        return "saved";
      } catch (error) {
        if (isDuplicateKey(error)) return "taken";
        throw error;
      }
    },
  };
}

/** Inside a transaction. A duplicate key: the address has an account. */
export async function insertAccount(
  connection: Connection,
  { account: { id, ...rest }, facts }: Decision,
  session: ClientSession,
): Promise<readonly Announcement[]> {
  const row = { _id: id, ...rest, emailKey: emailKey(rest.email), sequence: facts.length };
  await rowsOf(connection).insertOne(row, { session });
  return facts.map((fact, index) => ({ fact, aggregateId: id, sequence: index + 1 }));
}

/** The number of the next event that the account announces, inside the transaction that announces it. */
export async function nextSequence(
  connection: Connection,
  accountId: string,
  session: ClientSession,
): Promise<number> {
  const row = await rowsOf(connection).findOneAndUpdate(
    { _id: accountId },
    { $inc: { sequence: 1 } },
    { session, returnDocument: "after", projection: { sequence: 1 } },
  );
  if (!row) throw new Error(`Account ${accountId} is not there to announce anything`);
  return row.sequence;
}

const toAccount = ({
  _id,
  email,
  name,
  passwordHash,
  role,
  emailVerified,
  version,
  createdAt,
}: Row): Account => ({
  id: _id,
  email,
  name,
  passwordHash,
  role,
  emailVerified,
  version,
  createdAt,
});
