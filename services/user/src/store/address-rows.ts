/**
 * What is known of an address without being an account: who registered it last, and which mail it is owed. It is one
 * row, so that a registration and its mail are saved by one update, and it is forgotten by itself.
 */
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Owed } from "@shop/kit/work/owed";
import type { Connection } from "mongoose";
import { emailKey } from "../accounts/email-address.ts";
import type { NewMail, OwedMail } from "../registrations/deps.ts";
import { goodForMs, triedForMs, type Registration } from "../registrations/registration.ts";

/** Its id is the mail's, so that whoever is at an older one leaves a newer one alone. */
export type MailTask = Owed<"mail"> & {
  readonly email: string;
  readonly owedAt: Date;
};

export type AddressRow = {
  /** The key of the address. */
  readonly _id: string;
  readonly registration?: Registration & { readonly tokenHashes: string[]; readonly expiresAt: Date };
  /** One mail at most: a newer one makes an older pointless. */
  readonly owes: readonly MailTask[];
  readonly revision: number;
  readonly sentAt: Date[];
  readonly expiresAt: Date;
};

export const addressCollectionName = "addresses";

export const addressRowsOf = (connection: Connection) =>
  collectionOf<AddressRow>(connection, addressCollectionName);

/** The row of this address, as long as this mail is the one it is owed. */
export const owing = ({ id, email }: { readonly id: string; readonly email: string }) => ({
  _id: emailKey(email),
  "owes.id": id,
});

/** Lasts longer than the last token that may be sent. */
export const toKept = (owedAt: Date) => ({
  expiresAt: new Date(owedAt.getTime() + triedForMs + 2 * goodForMs),
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
