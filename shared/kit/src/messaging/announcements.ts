/**
 * Events of many documents that are saved in one transaction. In each document they would be written, taken out again,
 * and heard of twice by whoever follows the collection; so they lie in one row of their own, which goes with the last.
 */
import { randomUUID } from "node:crypto";
import type { Connection } from "mongoose";
import { collectionOf } from "../mongo/collections.ts";
import type { Transaction } from "../mongo/transactions.ts";
import { announcementCollection, type Announcing, type Unsent } from "./announcing.ts";
import type { Outbox } from "./outbox.ts";

/** Part of saving the documents; published after the commit. */
export type SaveAnnouncement = (unsent: readonly Unsent[], transaction: Transaction) => Promise<void>;

export function createSaveAnnouncement({
  connection,
  outbox,
}: {
  readonly connection: Connection;
  readonly outbox: Pick<Outbox, "publish">;
}): SaveAnnouncement {
  const { name } = announcementCollection;
  const rows = collectionOf<Announcing>(connection, name);
  return async (unsent, { session, onCommit }) => {
    if (unsent.length === 0) return;
    const id = randomUUID();
    await rows.insertOne({ _id: id, outbox: unsent }, { session });
    onCommit(() => outbox.publish(name, id, unsent));
  };
}
