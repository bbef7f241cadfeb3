/**
 * What is known of an address without being an account: who registered it last, and which mail it is owed. It is one
 * row, so that a registration and its mail are saved by one update, and it is forgotten by itself.
 */
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { owesIndex, type Owed } from "@shop/kit/work/owed";
import type { Connection } from "mongoose";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { triedForMs, type NewMail, type OwedMail } from "../mails/mail.ts";

/** Its id is the mail's, so that whoever is at an older one leaves a newer one alone. */
export type MailTask = Owed<"mail"> & {
  readonly email: string;
  readonly owedAt: Date;
};

type PendingRow = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly tokenHashes: string[];
  readonly expiresAt: Date;
};

export type AddressRow = {
  /** The key of the address. */
  readonly _id: string;
  /** Absent when nobody registered it, or whoever did has confirmed it. */
  readonly registration?: PendingRow;
  /** One mail at most: a newer one makes an older pointless. */
  readonly owes: readonly MailTask[];
  readonly revision: number;
  readonly sentAt: Date[];
  readonly expiresAt: Date;
};

export const addressCollection: Collection = {
  name: "addresses",
  indexes: [
    { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" },
    { key: { "registration.tokenHashes": 1 }, sparse: true, name: "token" },
    owesIndex,
  ],
};

export const addressRowsOf = (connection: Connection) =>
  collectionOf<AddressRow>(connection, addressCollection.name);

/** The row of this address, as long as this mail is the one it is owed. */
export const owing = ({ id, email }: { readonly id: string; readonly email: string }) => ({
  _id: emailKeyOf(email),
  "owes.id": id,
});

export const toTask = ({ id, email, owedAt }: NewMail): MailTask => ({
  id,
  kind: "mail",
  email,
  owedAt,
  dueAt: owedAt,
  attempts: 0,
  giveUpAt: new Date(owedAt.getTime() + triedForMs),
});

export const toOwedMail = ({ id, email, owedAt, attempts }: MailTask, sentAt: readonly Date[]): OwedMail => ({
  id,
  email,
  owedAt,
  attempts,
  sentAt,
});
