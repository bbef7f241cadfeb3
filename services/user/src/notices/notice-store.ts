/**
 * Notices in MongoDB, a row each, saved with the change that they tell of and forgotten by themselves. The row's id is made
 * of the cause: owed again, it is the same row.
 */
import { createHash } from "node:crypto";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { afterSave, type Transaction } from "@shop/kit/mongo/transactions";
import { owesIndex, type Owed } from "@shop/kit/work/owed";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection } from "mongoose";
import { triedForMs, type NoticeKind } from "../mails/mail.ts";
import type { NewNotice, OwedNotice } from "./notice.ts";

export type NoticeTask = Owed<"tell">;

/** A kind is a word of its time: rows outlive a release. */
export type NoticeRow = {
  readonly _id: string;
  readonly accountId: string;
  readonly kind: NoticeKind;
  readonly cause: string;
  readonly at: Date;
  readonly device: string | null;
  readonly place: string | null;
  readonly sentAt: Date | null;
  readonly owes: readonly NoticeTask[];
  readonly revision: number;
  readonly expiresAt: Date;
};

export const noticeCollection: Collection = {
  name: "notices",
  indexes: [
    { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" },
    { key: { accountId: 1, kind: 1, sentAt: -1 }, name: "account" },
    owesIndex,
  ],
};

export const noticeRowsOf = (connection: Connection) =>
  collectionOf<NoticeRow>(connection, noticeCollection.name);

const hour = 60 * 60_000;

export type NoticeStore = {
  /** Does nothing when it is owed or told already. Part of the change that it tells of. */
  owe(notice: NewNotice, transaction?: Transaction): Promise<void>;
  /** How many others of the kind the account was sent since. */
  sentSince(notice: OwedNotice, since: Date): Promise<number>;
  /** Counts it as sent, before it is. */
  count(id: string, sentAt: Date): Promise<void>;
  /** It was not sent, though it was counted. */
  uncount(id: string): Promise<void>;
  /** Told or given up. */
  settle(id: string): Promise<void>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly worker: Pick<Worker<NoticeRow, NoticeTask>, "take" | "start">;
};

export function createNoticeStore({ connection, worker }: StoreDeps): NoticeStore {
  const rows = noticeRowsOf(connection);
  return {
    async owe({ accountId, kind, cause, at, device, place }, transaction) {
      const id = idOf({ accountId, kind, cause });
      const giveUpAt = new Date(at.getTime() + triedForMs);
      const task: NoticeTask = { id, kind: "tell", dueAt: at, attempts: 0, giveUpAt };
      const taken = worker.take([task], [task]);
      const facts = { accountId, kind, cause, at, device: device ?? null, place: place ?? null };
      const row = { ...facts, sentAt: null, owes: [...taken.owes], revision: 1 };
      // Longer than an hour after the last try, so that what was sent can be counted.
      const expiresAt = new Date(giveUpAt.getTime() + 2 * hour);
      const { upsertedCount } = await rows.updateOne(
        { _id: id },
        { $setOnInsert: { ...row, expiresAt } },
        { upsert: true, ...(transaction && { session: transaction.session }) },
      );
      if (upsertedCount === 0) return;
      afterSave(transaction, () => worker.start(id, { _id: id, ...row, expiresAt }, taken));
    },
    sentSince: ({ id, accountId, kind }, since) =>
      rows.countDocuments({ accountId, kind, sentAt: { $gt: since }, _id: { $ne: id } }),
    async count(id, sentAt) {
      await rows.updateOne({ _id: id }, { $set: { sentAt } });
    },
    async uncount(id) {
      await rows.updateOne({ _id: id }, { $set: { sentAt: null } });
    },
    async settle(id) {
      await rows.updateOne({ _id: id }, { $set: { owes: [] }, $inc: { revision: 1 } });
    },
  };
}

/** A cause may hold what somebody has sent, such as a device: of that a key is made. */
const idOf = ({ accountId, kind, cause }: Pick<NewNotice, "accountId" | "kind" | "cause">): string =>
  createHash("sha256")
    .update(JSON.stringify([accountId, kind, cause]))
    .digest("hex")
    .slice(0, 40);

export const toOwedNotice = (
  { _id, accountId, kind, cause, at, device, place }: NoticeRow,
  { attempts }: NoticeTask,
): OwedNotice => ({
  id: _id,
  accountId,
  kind,
  cause,
  at,
  attempts,
  ...(device !== null && { device }),
  ...(place !== null && { place }),
});
