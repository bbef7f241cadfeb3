/**
 * What is known of an address without being an account: who registered it last, and which mail it is owed. It is one
 * row, so that a registration and its mail are saved by one update, and it is forgotten by itself.
 */
import { collectionOf } from "@shop/kit/mongo";
import type { Connection } from "mongoose";
import { emailKey } from "../accounts/email-address.ts";
import type { NewMail, OwedMail } from "../registrations/deps.ts";
import { goodForMs, triedForMs, type Registration } from "../registrations/registration.ts";

export type AddressRow = {
  /** The key of the address. */
  readonly _id: string;
  readonly registration?: Registration & { readonly tokenHashes: string[]; readonly expiresAt: Date };
  readonly mail?: Omit<OwedMail, "sentAt"> & { readonly dueAt: Date };
  readonly sentAt: Date[];
  readonly expiresAt: Date;
};

export const addressRowsOf = (connection: Connection) => collectionOf<AddressRow>(connection, "addresses");

/** The row of this address, as long as this mail is the one it is owed. */
export const owing = ({ id, email }: { readonly id: string; readonly email: string }) => ({
  _id: emailKey(email),
  "mail.id": id,
});

/** Lasts longer than the last token that may be sent. */
export const toKept = (owedAt: Date) => ({
  expiresAt: new Date(owedAt.getTime() + triedForMs + 2 * goodForMs),
});

/** Due since ever: this clock may be ahead of the server's, by which mails become due. */
export const toMail = (mail: NewMail): NonNullable<AddressRow["mail"]> => ({
  ...mail,
  attempts: 0,
  dueAt: new Date(0),
});
