/**
 * Who has forgotten a password, in MongoDB: one row an address, whether it has an account or not, with the mail that it is
 * owed and the tokens that were mailed, as SHA-256. It is forgotten by itself.
 */
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import { owesIndex } from "@shop/kit/work/owed";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection, mongo } from "mongoose";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { triedForMs, type NewMail, type OwedMail } from "../mails/mail.ts";
import { owing, toTask, type AddressRow, type MailTask } from "../registrations/address-rows.ts";
import { hashOf } from "../tokens/token-rows.ts";

export type ResetRow = Pick<AddressRow, "_id" | "owes" | "revision" | "sentAt" | "expiresAt"> & {
  /** Whose password a token sets; absent until one was mailed. */
  readonly accountId?: string;
  /** Absent in rows of before tokens had a time of their own. */
  readonly tokens?: { readonly hash: string; readonly goodUntil: Date }[];
  /** In rows of before: these were good as long as the latest of them. */
  readonly tokenHashes?: string[];
  readonly goodUntil?: Date;
};

export const resetCollection: Collection = {
  name: "password_resets",
  indexes: [
    { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" },
    { key: { "tokens.hash": 1 }, name: "token_hash" },
    { key: { tokenHashes: 1 }, name: "token" },
    owesIndex,
  ],
};

export const resetRowsOf = (connection: Connection) =>
  collectionOf<ResetRow>(connection, resetCollection.name);

/** A token, after its mail. */
const goodForMs = 60 * 60_000;

export type ResetStore = {
  /** Owes the address a mail, in place of one that was not sent yet. */
  ask(mail: NewMail): Promise<void>;
  /** False when the mail is not owed any more. */
  addToken(mail: Pick<OwedMail, "id" | "email">, accountId: string, token: string): Promise<boolean>;
  /** The account whose password this token sets, as long as it is good. */
  ownerOf(token: string): Promise<string | undefined>;
  /** Part of setting the password: this token and all others of its address are used. False when it is no longer good. */
  use(token: string, transaction: Transaction): Promise<boolean>;
  /** Part of choosing another password while signed in: no token that was mailed to the address is good any more. */
  forget(email: string, transaction: Transaction): Promise<void>;
};

const used: mongo.UpdateFilter<ResetRow> = {
  $set: { tokens: [] },
  $unset: { tokenHashes: "", goodUntil: "" },
};

export function createResetStore({
  connection,
  worker,
  now,
}: {
  readonly connection: Connection;
  /** Who sends the mails. */
  readonly worker: Pick<Worker<ResetRow, MailTask>, "take" | "start">;
  readonly now: () => Date;
}): ResetStore {
  const rows = resetRowsOf(connection);
  const good = (token: string) => {
    const [hash, inTime] = [hashOf(token), { $gt: now() }];
    return {
      $or: [
        { tokens: { $elemMatch: { hash, goodUntil: inTime } } },
        { tokenHashes: hash, goodUntil: inTime },
      ],
    };
  };
  return {
    async ask(mail) {
      const owes = [toTask(mail)];
      const leased = worker.take(owes, owes);
      const expiresAt = new Date(mail.owedAt.getTime() + triedForMs + goodForMs);
      const id = emailKeyOf(mail.email);
      const row = await rows.findOneAndUpdate(
        { _id: id },
        {
          $set: { owes: [...leased.owes], expiresAt },
          $inc: { revision: 1 },
          $setOnInsert: { sentAt: [], tokens: [] },
        },
        { upsert: true, returnDocument: "after" },
      );
      if (row) worker.start(id, row, leased);
    },

    async addToken(mail, accountId, token) {
      const at = now();
      const added = { hash: hashOf(token), goodUntil: new Date(at.getTime() + goodForMs) };
      const inTime = {
        $filter: { input: { $ifNull: ["$tokens", []] }, cond: { $gt: ["$$this.goodUntil", at] } },
      };
      const tokens = { $concatArrays: [inTime, [{ $literal: added }]] };
      const { modifiedCount } = await rows.updateOne(owing(mail), [{ $set: { accountId, tokens } }]);
      return modifiedCount === 1;
    },

    async ownerOf(token) {
      const row = await rows.findOne(good(token), { projection: { accountId: 1 } });
      return row?.accountId;
    },

    async use(token, { session }) {
      const { modifiedCount } = await rows.updateOne(good(token), used, { session });
      return modifiedCount === 1;
    },

    async forget(email, { session }) {
      await rows.updateOne({ _id: emailKeyOf(email) }, used, { session });
    },
  };
}
