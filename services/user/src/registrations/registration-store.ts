/** Registrations in MongoDB; of a token only its SHA-256. */
import type { Transact } from "@shop/kit/mongo/transactions";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection } from "mongoose";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Decision } from "../accounts/account.ts";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { triedForMs, type NewMail } from "../mails/mail.ts";
import { hashOf } from "../tokens/token-rows.ts";
import { addressRowsOf, toTask, type AddressRow, type MailTask } from "./address-rows.ts";
import { goodForMs, type Registration } from "./registration.ts";

export type RegistrationStore = {
  /** The registration in place of what was pending, and its mail, both or neither. The mail has the registration's id. */
  replace(registration: Registration, mail: NewMail): Promise<void>;
  /** Its address has an account: nothing is pending there. Another one that is there by now stays. */
  drop(registration: Pick<Registration, "id" | "email">): Promise<void>;
  /** False when the registration was replaced, confirmed or forgotten. */
  addToken(registration: Pick<Registration, "id" | "email">, token: string): Promise<boolean>;
  /**
   * Makes an account of the registration with this token, by the decision, in one transaction; `none`: there is no such
   * registration, or its address has got an account meanwhile.
   */
  confirm(token: string, decide: (registration: Registration) => Decision): Promise<"saved" | "none">;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly accounts: Pick<AccountStore, "insert">;
  /** Who sends the mails. */
  readonly worker: Pick<Worker<AddressRow, MailTask>, "take" | "start">;
  readonly now: () => Date;
};

/** Thrown out of a transaction, so that it rolls back. */
const taken = new Error("The address has an account");

export function createRegistrationStore(deps: StoreDeps): RegistrationStore {
  const { connection, transact, accounts, worker, now } = deps;
  const rows = addressRowsOf(connection);
  const after = (ms: number) => new Date(now().getTime() + ms);
  return {
    async replace(registration, mail) {
      // Until a token is sent: then it is as good as the token.
      const pending = { ...registration, tokenHashes: [], expiresAt: after(triedForMs + goodForMs) };
      // Longer than the last token that may be sent.
      const expiresAt = new Date(mail.owedAt.getTime() + triedForMs + 2 * goodForMs);
      const owes = [toTask(mail)];
      const leased = worker.take(owes, owes);
      const id = emailKeyOf(registration.email);
      const row = await rows.findOneAndUpdate(
        { _id: id },
        {
          $set: { registration: pending, owes: [...leased.owes], expiresAt },
          $inc: { revision: 1 },
          $setOnInsert: { sentAt: [] },
        },
        { upsert: true, returnDocument: "after" },
      );
      if (row) worker.start(id, row, leased);
    },
    async drop({ id, email }) {
      await rows.updateOne(
        { _id: emailKeyOf(email), "registration.id": id },
        { $unset: { registration: "" } },
      );
    },
    async addToken({ id, email }, token) {
      const { modifiedCount } = await rows.updateOne(
        { _id: emailKeyOf(email), "registration.id": id },
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
          if ((await accounts.insert(decide(row.registration), transaction)) === "taken") throw taken;
          return "saved";
        });
      } catch (error) {
        // Somebody has the address by now, and keeps it.
        if (error === taken) return "none";
        throw error;
      }
    },
  };
}
