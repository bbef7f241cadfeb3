/** Registrations in MongoDB; of a token only its SHA-256. */
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import type { Outbox } from "@shop/kit/messaging/outbox";
import type { Transact } from "@shop/kit/mongo/transactions";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection } from "mongoose";
import { emailKey } from "../accounts/email-address.ts";
import type { RegistrationStore } from "../registrations/deps.ts";
import { goodForMs, triedForMs } from "../registrations/registration.ts";
import { insertAccount } from "./account-store.ts";
import { addressRowsOf, toKept, toTask, type AddressRow, type MailTask } from "./address-rows.ts";
import { hashOf } from "./token-hash.ts";

export function createRegistrationStore({
  connection,
  transact,
  outbox,
  worker,
  now,
}: {
  connection: Connection;
  transact: Transact;
  outbox: Outbox;
  /** Who sends the mails. */
  worker: Pick<Worker<AddressRow, MailTask>, "take" | "start">;
  now: () => Date;
}): RegistrationStore {
  const rows = addressRowsOf(connection);
  const after = (ms: number) => new Date(now().getTime() + ms);
  return {
    async replace(registration, mail) {
      // Until a token is sent: then it is as good as the token.
      const pending = { ...registration, tokenHashes: [], expiresAt: after(triedForMs + goodForMs) };
      const owes = [toTask(mail)];
      const taken = worker.take(owes, owes);
      const id = emailKey(registration.email);
      const row = await rows.findOneAndUpdate(
        { _id: id },
        {
          $set: { registration: pending, owes: [...taken.owes], ...toKept(mail.owedAt) },
          $inc: { revision: 1 },
          $setOnInsert: { sentAt: [] },
        },
        { upsert: true, returnDocument: "after" },
      );
      if (row) worker.start(id, row, taken);
    },
    async drop({ id, email }) {
      await rows.updateOne({ _id: emailKey(email), "registration.id": id }, { $unset: { registration: "" } });
    },
    async addToken({ id, email }, token) {
      const { modifiedCount } = await rows.updateOne(
        { _id: emailKey(email), "registration.id": id },
        {
          $push: { "registration.tokenHashes": hashOf(token) },
          $set: { "registration.expiresAt": after(goodForMs) },
        },
      );
      return modifiedCount === 1;
    },
    async confirm(token, decide) {
      try {
        return await transact(async (transaction) => {
          const row = await rows.findOneAndUpdate(
            { "registration.tokenHashes": hashOf(token), "registration.expiresAt": { $gt: now() } },
            { $unset: { registration: "" } },
            { session: transaction.session, returnDocument: "before" },
          );
          if (!row?.registration) return "none";
          await insertAccount({ connection, outbox }, decide(row.registration), transaction);
          return "saved";
        });
      } catch (error) {
        // Somebody has the address by now, and keeps it.
        if (isDuplicateKey(error)) return "none";
        throw error;
      }
    },
  };
}
