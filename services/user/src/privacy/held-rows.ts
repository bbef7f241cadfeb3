/**
 * What lies in this database about a person, collection by collection: how it is found, and what of it its owner is shown.
 * A collection that is neither here nor in `ofNobody` is a red test: whoever adds one says whose it is.
 */
import type { mongo } from "mongoose";

/** A person as the rows know one. */
export type Person = {
  readonly userId: string;
  readonly emailKey: string;
  readonly sessionIds: readonly string[];
};

export type Row = mongo.Document & { readonly _id: string };

export type Held = {
  readonly collection: string;
  readonly rowsOf: (person: Person) => mongo.Filter<Row>;
  /** The name in the copy that its owner gets, and what stands there: never a hash, never a token. Absent: nothing but those is in it. */
  readonly shows?: { readonly section: string; readonly toItem: (row: Row) => object };
};

/** The named fields, as far as they are there. */
const only = (row: mongo.Document, names: readonly string[]): mongo.Document =>
  Object.fromEntries(
    names.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name] as unknown]])),
  );

export const held: readonly Held[] = [
  {
    collection: "accounts",
    rowsOf: ({ userId }) => ({ _id: userId }),
    shows: {
      section: "account",
      toItem: (row) => ({
        id: row["_id"],
        ...only(row, ["email", "name", "role", "emailVerified", "createdAt", "version"]),
      }),
    },
  },
  {
    collection: "address_books",
    rowsOf: ({ userId }) => ({ _id: userId }),
    shows: { section: "addresses", toItem: (row) => only(row, ["addresses"]) },
  },
  {
    collection: "refresh_tokens",
    rowsOf: ({ sessionIds }) => ({ sessionId: { $in: [...sessionIds] } }),
  },
  {
    collection: "notices",
    rowsOf: ({ userId }) => ({ accountId: userId }),
    shows: { section: "notices", toItem: (row) => only(row, ["kind", "at", "device", "place", "sentAt"]) },
  },
  {
    collection: "second_factors",
    rowsOf: ({ userId }) => ({ _id: userId }),
    shows: {
      section: "secondFactors",
      toItem: ({ factors }) => ({
        factors: (factors as readonly mongo.Document[]).map((row) => only(row, ["id", "kind", "createdAt"])),
      }),
    },
  },
  {
    collection: "login_challenges",
    rowsOf: ({ userId }) => ({ "account.id": userId }),
  },
  {
    collection: "sessions",
    rowsOf: ({ userId }) => ({ "holder.id": userId }),
    shows: {
      section: "sessions",
      toItem: (row) => ({ id: row["_id"], ...only(row, ["client", "createdAt", "refreshedAt", "end"]) }),
    },
  },
  {
    collection: "addresses",
    rowsOf: ({ emailKey }) => ({ _id: emailKey }),
    shows: {
      section: "registrations",
      toItem: ({ registration, sentAt, expiresAt }) => ({
        ...(registration === undefined
          ? {}
          : { pending: only(registration as mongo.Document, ["email", "name", "expiresAt"]) }),
        mailsSentAt: sentAt as unknown,
        expiresAt: expiresAt as unknown,
      }),
    },
  },
  {
    collection: "password_resets",
    rowsOf: ({ emailKey }) => ({ _id: emailKey }),
    shows: {
      section: "passwordResets",
      toItem: ({ sentAt, expiresAt }) => ({
        mailsSentAt: sentAt as unknown,
        expiresAt: expiresAt as unknown,
      }),
    },
  },
];

/** Of the shop itself, or ids and times alone: an erasure's proof, what staff did, a dead letter that was looked through. */
export const ofNobody: readonly string[] = [
  "acts",
  "api_keys",
  "audit",
  "signing_keys",
  "erasures",
  "dead_letters",
  "idempotency_keys",
  "layout",
  "locks",
];
