/** Collections and indexes of the user service's database. */
import { inboxMigration } from "@shop/kit/inbox";
import { defineCollection, type Migration } from "@shop/kit/migrations";
import { outboxMigration } from "@shop/kit/outbox";

/** MongoDB removes a row once its `expiresAt` has come. */
const removedAtEnd = { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" } as const;

export const migrations: readonly Migration[] = [
  outboxMigration,
  inboxMigration,
  defineCollection({
    name: "accounts",
    collection: "accounts",
    indexes: [{ key: { emailKey: 1 }, unique: true, name: "email" }],
  }),
  {
    // There was no way to confirm an address and every account could sign in: whoever has one keeps it.
    name: "accounts-before-confirmation",
    up: async (db) => {
      const unconfirmed = { emailVerified: false };
      await db.collection("accounts").updateMany(unconfirmed, { $set: { emailVerified: true } });
    },
  },
  defineCollection({
    name: "addresses",
    collection: "addresses",
    indexes: [
      removedAtEnd,
      { key: { "registration.tokenHashes": 1 }, sparse: true, name: "token" },
      { key: { "mail.dueAt": 1 }, sparse: true, name: "mail_due" },
    ],
  }),
  defineCollection({ name: "sessions", collection: "sessions", indexes: [removedAtEnd] }),
  defineCollection({ name: "refresh-tokens", collection: "refresh_tokens", indexes: [removedAtEnd] }),
  defineCollection({ name: "signing-keys", collection: "signing_keys", indexes: [removedAtEnd] }),
];
