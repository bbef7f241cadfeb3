/**
 * Each message is handled once: its id is saved in the handler's own transaction, so a second
 * delivery finds it. Rows outlive every way a message can come back (retries, dead letters, the outbox).
 */
import type { ClientSession, Connection } from "mongoose";
import { isDuplicateKey } from "./duplicate-key.ts";
import { defineCollection } from "./migrations.ts";
import { collectionOf } from "./mongo.ts";

/** The message that a change answers to. */
export type Cause = {
  readonly consumer: string;
  readonly eventId: string;
  readonly traceparent?: string;
  readonly requestId?: string;
};

export type Inbox = {
  /** Throws `alreadyHandled`, which must end the transaction. */
  add(cause: Cause, session: ClientSession): Promise<void>;
};

export const alreadyHandled = new Error("This message was handled before");

type Row = { _id: string; at: Date };

const keptSeconds = 30 * 24 * 60 * 60;

export const inboxMigration = defineCollection({
  name: "kit-inbox",
  collection: "inbox",
  indexes: [{ key: { at: 1 }, name: "ttl", expireAfterSeconds: keptSeconds }],
});

export function createInbox({ connection }: { connection: Connection }): Inbox {
  const rows = collectionOf<Row>(connection, "inbox");
  return {
    add: async ({ consumer, eventId }, session) => {
      try {
        await rows.insertOne({ _id: `${consumer}:${eventId}`, at: new Date() }, { session });
      } catch (error) {
        if (isDuplicateKey(error)) throw alreadyHandled;
        throw error;
      }
    },
  };
}
