/** Mails that addresses are owed, in MongoDB: for whatever reason, in a row of that. */
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { MailStore } from "../mails/mail.ts";
import { owing, type AddressRow } from "./address-rows.ts";

type Row = Pick<AddressRow, "_id" | "owes" | "sentAt" | "revision">;

export function createMailStore(where: {
  readonly connection: Connection;
  readonly collection: string;
}): MailStore {
  const rows = collectionOf<Row>(where.connection, where.collection);
  return {
    async count(mail, sentAt) {
      const { modifiedCount } = await rows.updateOne(
        { ...owing(mail), sentAt: [...mail.sentAt] },
        { $set: { sentAt: [...sentAt] } },
      );
      return modifiedCount === 1;
    },
    async uncount({ email }, sentAt) {
      await rows.updateOne({ _id: emailKeyOf(email) }, { $pull: { sentAt } });
    },
    async drop(mail) {
      await rows.updateOne(owing(mail), { $pull: { owes: { id: mail.id } }, $inc: { revision: 1 } });
    },
  };
}
