/** Events of payment providers in MongoDB: each once, with the work that is still to be done about it. */
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import { collectionOf, type Collection } from "@shop/kit/mongo/collections";
import { owesIndex } from "@shop/kit/work/owed";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection, mongo } from "mongoose";
import type { KeptNotice, NoticeTask } from "./notice.ts";

export type NoticeRow = KeptNotice & {
  readonly _id: string;
  readonly revision: number;
  readonly expiresAt: Date;
};

export type NoticeStore = {
  /** An event that is known is left as it is. */
  insert(kept: KeptNotice): Promise<void>;
};

/** Providers send an event again for days, not for weeks. */
const knownMs = 30 * 24 * 60 * 60_000;

export const noticeCollection: Collection = {
  name: "payment_notices",
  indexes: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "expiry" }, owesIndex],
};

export const noticesOf = (connection: Connection): mongo.Collection<NoticeRow> =>
  collectionOf<NoticeRow>(connection, noticeCollection.name);

export const toNotice = ({ notice, receivedAt, owes }: NoticeRow): KeptNotice => ({
  notice,
  receivedAt,
  owes,
});

export function createNoticeStore({
  connection,
  worker,
}: {
  connection: Connection;
  worker: Pick<Worker<KeptNotice, NoticeTask>, "take" | "start">;
}): NoticeStore {
  const rows = noticesOf(connection);
  return {
    insert: async (kept) => {
      const { id } = kept.notice;
      const taken = worker.take(kept.owes, kept.owes);
      const row = { ...kept, owes: taken.owes };
      try {
        const expiresAt = new Date(kept.receivedAt.getTime() + knownMs);
        await rows.insertOne({ _id: id, ...row, revision: 1, expiresAt });
      } catch (error) {
        if (isDuplicateKey(error)) return;
        throw error;
      }
      worker.start(id, row, taken);
    },
  };
}
