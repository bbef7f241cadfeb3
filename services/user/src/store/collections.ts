/** Collections of the user service's database. */
import { outboxIndex } from "@shop/kit/messaging/announcing";
import type { Collection } from "@shop/kit/mongo/collections";
import { owesIndex } from "@shop/kit/work/owed";
import { addressCollectionName } from "./address-rows.ts";

/** MongoDB removes a row once its `expiresAt` has come. */
const removedAtEnd = { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" } as const;

export const collections: readonly Collection[] = [
  { name: "accounts", indexes: [{ key: { emailKey: 1 }, unique: true, name: "email" }, outboxIndex] },
  {
    name: addressCollectionName,
    indexes: [
      removedAtEnd,
      { key: { "registration.tokenHashes": 1 }, sparse: true, name: "token" },
      owesIndex,
    ],
  },
  { name: "sessions", indexes: [removedAtEnd, outboxIndex] },
  { name: "refresh_tokens", indexes: [removedAtEnd] },
  { name: "signing_keys", indexes: [removedAtEnd] },
];
