/** Accounts in MongoDB. */
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import type { Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { collectionOf } from "@shop/kit/mongo/collections";
import { afterSave, type Transaction } from "@shop/kit/mongo/transactions";
import type { ClientSession, Connection } from "mongoose";
import type { Account, Decision } from "../accounts/account.ts";
import type { AccountStore } from "../accounts/deps.ts";
import { emailKey } from "../accounts/email-address.ts";

/** `sequence` counts the events that the account has announced. */
type Row = Omit<Account, "id"> & {
  readonly _id: string;
  readonly emailKey: string;
  readonly sequence: number;
  readonly outbox: readonly Unsent[];
};

const rowsOf = (connection: Connection) => collectionOf<Row>(connection, "accounts");

export function createAccountStore({
  connection,
  outbox,
}: {
  connection: Connection;
  outbox: Outbox;
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
        await insertAccount({ connection, outbox }, decision);
        return "saved";
      } catch (error) {
        if (isDuplicateKey(error)) return "taken";
        throw error;
      }
    },
  };
}

/** Throws a duplicate key when the address has an account. */
export async function insertAccount(
  { connection, outbox }: { readonly connection: Connection; readonly outbox: Outbox },
  { account: { id, ...rest }, events }: Decision,
  transaction?: Transaction,
): Promise<void> {
  const sequence = events.length;
  const unsent = outbox.toUnsent({ aggregateId: id, sequence, events });
  const row = { _id: id, ...rest, emailKey: emailKey(rest.email), sequence, outbox: unsent };
  const rows = rowsOf(connection);
  await rows.insertOne(row, transaction && { session: transaction.session });
  afterSave(transaction, () => outbox.publish(rows.collectionName, id, unsent));
}

/** The account's counter after these events, inside the transaction that announces them. */
export async function countEvents(
  connection: Connection,
  accountId: string,
  events: readonly unknown[],
  session: ClientSession,
): Promise<number> {
  const row = await rowsOf(connection).findOneAndUpdate(
    { _id: accountId },
    { $inc: { sequence: events.length } },
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
