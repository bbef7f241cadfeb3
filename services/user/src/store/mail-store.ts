/** Mails that addresses are owed, in MongoDB, and who sends them. */
import type { Logger } from "@shop/kit/logger";
import { createWorker, type Worker } from "@shop/kit/worker";
import type { Connection } from "mongoose";
import { emailKey } from "../accounts/email-address.ts";
import type { MailStore, OwedMail } from "../registrations/deps.ts";
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
    async postpone(mail, byMs) {
      await rows.updateOne(owing(mail), [{ $set: { "mail.dueAt": { $add: ["$$NOW", byMs] } } }]);
    },
    async settle(mail) {
      await rows.updateOne(owing(mail), { $unset: { mail: "" } });
    },
  };
}

/** `send` settles or postpones the mail; one that it leaves alone is due again when the lease is over. */
export const createMailing = ({
  connection,
  log,
  send,
}: {
  connection: Connection;
  log: Logger;
  send: (mail: OwedMail) => Promise<void>;
}): Worker =>
  createWorker({
    name: "mails",
    collection: addressRowsOf(connection),
    dueField: "mail.dueAt",
    // Longer than a mail server may take to answer.
    leaseMs: 30_000,
    concurrency: 2,
    everyMs: 1_000,
    log,
    work: async ({ mail, sentAt }) => {
      if (mail) await send({ ...mail, sentAt });
    },
  });
