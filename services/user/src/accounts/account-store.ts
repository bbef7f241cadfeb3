/** Accounts in MongoDB. */
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import { gather } from "@shop/kit/process/gather";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { afterSave, type Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import type { Account, Decision } from "./account.ts";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { ofAdmins } from "./of-admins.ts";
import { knownBy, notePlace, type At, type KnownBy, type Places } from "./place-rows.ts";

/** A field that is added from now on is optional here, and `toAccount` gives it its value. */
export type AccountRow = Omit<Account, "id" | "credential" | "disabled" | "closed"> &
  Places & {
    readonly _id: string;
    readonly emailKey: string;
    readonly disabled?: boolean;
    /** Counts how often this admin was the one who was left. */
    readonly remained?: number;
    readonly credential?: number;
    readonly closed?: boolean;
    readonly outbox: readonly Unsent[];
  };

export const accountCollection: Collection = {
  name: "accounts",
  indexes: [
    { key: { emailKey: 1 }, unique: true, name: "email" },
    { key: { role: 1 }, partialFilterExpression: { role: "admin" }, name: "admins" },
    outboxIndex,
  ],
};

export type Candidate = {
  readonly account: Account;
  /** How the owner was known there before. */
  readonly knownBy: KnownBy | undefined;
};

export type AccountStore = {
  find(id: string): Promise<Account | undefined>;
  findByEmail(email: string): Promise<Account | undefined>;
  /** By one read, whether or not it is there. */
  findToSignIn(email: string, at: At): Promise<Candidate | undefined>;
  /**
   * The account and its events, in one write. `taken`: the address has an account; a transaction is over then, and
   * whoever began it must throw.
   */
  insert(decision: Decision, transaction?: Transaction): Promise<"saved" | "taken">;
  /** `moved`: somebody changed it since it was `before`, or it has announced something. */
  save(before: Account, decision: Decision, transaction?: Transaction): Promise<"saved" | "moved">;
  /**
   * Part of taking an admin away: whether another one is left. That one is written to, so that of two transactions which
   * take the last two away one has to look again.
   */
  keepsAdmin(without: string, transaction: Transaction): Promise<boolean>;
  /** Part of announcing events about an account: its counter after them. */
  countEvents(id: string, events: readonly unknown[], transaction: Transaction): Promise<number>;
  /** The owner has proved there who they are. */
  rememberPlace(id: string, at: At, by?: KnownBy): Promise<void>;
  /** Another hash of the same password: nothing that others see is different. Nothing when it is no longer `from`. */
  replaceHash(id: string, from: string, to: string): Promise<void>;
};

export function createAccountStore({
  connection,
  outbox,
}: {
  connection: Connection;
  outbox: Outbox;
}): AccountStore {
  const rows = collectionOf<AccountRow>(connection, accountCollection.name);
  const findRow = gather(async (emailKeys: readonly string[]) => {
    const found = await rows.find({ emailKey: { $in: [...emailKeys] } }).toArray();
    return new Map(found.map((row) => [row.emailKey, row]));
  });
  return {
    find: gather(async (ids: readonly string[]) => {
      const found = await rows.find({ _id: { $in: [...ids] } }).toArray();
      return new Map(found.map(toAccount).map((account) => [account.id, account]));
    }),
    async findByEmail(email) {
      const row = await findRow(emailKeyOf(email));
      return row ? toAccount(row) : undefined;
    },
    async findToSignIn(email, at) {
      const row = await findRow(emailKeyOf(email));
      if (!row) return undefined;
      const { _id: id } = row;
      return { account: toAccount(row), knownBy: knownBy(row, id, at) };
    },
    async insert({ account: { id, ...rest }, events }, transaction) {
      const unsent = outbox.toUnsent({ aggregateId: id, sequence: rest.sequence, events });
      const row = { _id: id, ...rest, emailKey: emailKeyOf(rest.email), outbox: unsent };
      try {
        await rows.insertOne(row, transaction && { session: transaction.session });
      } catch (error) {
        if (isDuplicateKey(error)) return "taken";
        throw error;
      }
      afterSave(transaction, () => outbox.publish(accountCollection.name, id, unsent));
      return "saved";
    },
    async save({ id, version, sequence }, { account, events }, transaction) {
      const { id: _id, ...row } = account;
      const unsent = outbox.toUnsent({ aggregateId: id, sequence: row.sequence, events });
      const { modifiedCount } = await rows.updateOne(
        { _id: id, version, sequence },
        { $set: { ...row, emailKey: emailKeyOf(row.email) }, $push: { outbox: { $each: unsent } } },
        transaction && { session: transaction.session },
      );
      if (modifiedCount === 0) return "moved";
      afterSave(transaction, () => outbox.publish(accountCollection.name, id, unsent));
      return "saved";
    },

    async keepsAdmin(without, { session }) {
      const { modifiedCount } = await rows.updateOne(
        { ...ofAdmins, _id: { $ne: without } },
        { $inc: { remained: 1 } },
        { session },
      );
      return modifiedCount === 1;
    },

    async countEvents(id, events, { session }) {
      const row = await rows.findOneAndUpdate(
        { _id: id },
        { $inc: { sequence: events.length } },
        { session, returnDocument: "after", projection: { sequence: 1 } },
      );
      if (!row) throw new Error(`Account ${id} is not there to announce anything`);
      return row.sequence;
    },

    async rememberPlace(id, at, by = "sign_in") {
      const { isNew, noted } = notePlace(id, at, by);
      await rows.updateOne({ _id: id, ...isNew }, noted);
    },

    async replaceHash(id, from, to) {
      await rows.updateOne({ _id: id, passwordHash: from }, { $set: { passwordHash: to } });
    },
  };
}

export const toAccount = ({
  _id,
  email,
  name,
  passwordHash,
  role,
  emailVerified,
  disabled = false,
  credential = 1,
  closed = false,
  version,
  sequence,
  createdAt,
}: AccountRow): Account => ({
  id: _id,
  email,
  name,
  passwordHash,
  role,
  emailVerified,
  disabled,
  credential,
  closed,
  version,
  sequence,
  createdAt,
});
