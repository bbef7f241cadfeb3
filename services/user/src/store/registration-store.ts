/** Registrations in MongoDB; of a token only its SHA-256. */
import { isDuplicateKey } from "@shop/kit/duplicate-key";
import type { Transact } from "@shop/kit/transactions";
import type { Connection } from "mongoose";
import { emailKey } from "../accounts/email-address.ts";
import type { RegistrationStore } from "../registrations/deps.ts";
import { goodForMs, triedForMs } from "../registrations/registration.ts";
import { insertAccount } from "./account-store.ts";
import { addressRowsOf, toKept, toMail } from "./address-rows.ts";
import { hashOf } from "./token-hash.ts";

export function createRegistrationStore({
  connection,
  transact,
  now,
}: {
  connection: Connection;
  transact: Transact;
  now: () => Date;
}): RegistrationStore {
  const rows = addressRowsOf(connection);
  const after = (ms: number) => new Date(now().getTime() + ms);
  return {
    async replace(registration, mail) {
      // Until a token is sent: then it is as good as the token.
      const pending = { ...registration, tokenHashes: [], expiresAt: after(triedForMs + goodForMs) };
      await rows.updateOne(
        { _id: emailKey(registration.email) },
        {
          $set: { registration: pending, mail: toMail(mail), ...toKept(mail.owedAt) },
          $setOnInsert: { sentAt: [] },
        },
        { upsert: true },
      );
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
      let result: "saved" | "none" = "none";
      try {
        await transact(async (session) => {
          result = "none";
          const row = await rows.findOneAndUpdate(
            { "registration.tokenHashes": hashOf(token), "registration.expiresAt": { $gt: now() } },
            { $unset: { registration: "" } },
            { session, returnDocument: "before" },
          );
          if (!row?.registration) return [];
          result = "saved";
          return insertAccount(connection, decide(row.registration), session);
        });
      } catch (error) {
        // Somebody has the address by now, and keeps it.
        if (isDuplicateKey(error)) return "none";
        throw error;
      }
      return result;
    },
  };
}
