/**
 * What lies in this database about a person, collection by collection: how it is found, and what of it its owner is shown.
 * A collection that is neither here nor in `ofNobody` is a red test: whoever adds one says whose it is, and what is shown.
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
  /** The name in the copy that its owner gets, and what stands there: never a hash, never a token. Null: nothing but those is in it. */
  readonly shows: { readonly section: string; readonly toItem: (row: Row) => object } | null;
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
        ...only(row, ["email", "name", "role", "emailVerified", "disabled", "createdAt", "version"]),
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
    shows: null,
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
    shows: null,
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

/** The shop's own, which stays when somebody goes: an integration, and the record of what staff did. Shown all the same. */
export const stays: readonly Held[] = [
  {
    collection: "api_keys",
    rowsOf: ({ userId }) => ({ createdBy: userId }),
    shows: {
      section: "apiKeys",
      toItem: (row) => ({
        id: row["_id"],
        ...only(row, ["name", "scopes", "createdAt", "expiresAt", "endedAt"]),
      }),
    },
  },
  {
    collection: "audit",
    rowsOf: ({ userId }) => ({ $or: [{ actor: userId }, { object: userId }] }),
    shows: {
      section: "acts",
      // Who did it to somebody is another person.
      toItem: (row) => ({
        ...only(row, ["at", "action", "object"]),
        before: JSON.parse(String(row["before"])) as unknown,
        after: JSON.parse(String(row["after"])) as unknown,
      }),
    },
  },
];

/** Of the shop itself, or ids and times alone: an erasure's proof, what the audit log is told, a dead letter that was looked through. */
export const ofNobody: readonly string[] = [
  "acts",
  "signing_keys",
  "erasures",
  "dead_letters",
  "idempotency_keys",
  "layout",
  "locks",
];
