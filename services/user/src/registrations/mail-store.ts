/** Mails that addresses are owed, in MongoDB. */
import type { Connection } from "mongoose";
import { emailKey } from "../accounts/email-address.ts";
import type { MailStore } from "../mails/mail.ts";
import { addressRowsOf, owing } from "./address-rows.ts";

export function createMailStore({ connection }: { connection: Connection }): MailStore {
  const rows = addressRowsOf(connection);
  return {
    async count(mail, sentAt) {
      const { modifiedCount } = await rows.updateOne(
        { ...owing(mail), sentAt: [...mail.sentAt] },
        { $set: { sentAt: [...sentAt] } },
      );
      return modifiedCount === 1;
    },
    async uncount({ email }, sentAt) {
      await rows.updateOne({ _id: emailKey(email) }, { $pull: { sentAt } });
    },
    async drop(mail) {
      await rows.updateOne(owing(mail), { $pull: { owes: { id: mail.id } }, $inc: { revision: 1 } });
    },
  };
}
