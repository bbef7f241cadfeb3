/**
 * Erasures in MongoDB. Such a row is owed work, then progress, and in the end the proof: ids, times, and how many rows went
 * of each collection. It never says who the person was.
 */
import { userEvents } from "@shop/contracts/user/events";
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import { crashPoint } from "@shop/kit/process/crash-point";
import { owesIndex } from "@shop/kit/work/owed";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection, mongo } from "mongoose";
import type { AccountStore } from "../accounts/account-store.ts";
import { finishing, others, type Erasure, type ErasureTask, type Other } from "./erasure.ts";

export type ErasureRow = Omit<Erasure, "id"> & {
  readonly _id: string;
  /** Rows that are gone, by their collection; there once it is done. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly revision: number;
  readonly outbox: readonly Unsent[];
};

export const erasureCollection: Collection = {
  name: "erasures",
  indexes: [
    { key: { userId: 1 }, unique: true, name: "user" },
    { key: { deadline: 1 }, partialFilterExpression: { "erasedAt.user": { $eq: null } }, name: "running" },
    owesIndex,
    outboxIndex,
  ],
};

export const erasuresOf = (connection: Connection): mongo.Collection<ErasureRow> =>
  collectionOf<ErasureRow>(connection, erasureCollection.name);

export const toErasure = ({
  _id,
  counts: _counts,
  revision: _revision,
  outbox: _outbox,
  ...erasure
}: ErasureRow): Erasure => ({ id: _id, ...erasure });

export type ErasureStore = {
  find(id: string): Promise<Erasure | undefined>;
  findOf(userId: string): Promise<Erasure | undefined>;
  /** How many should have ended by then, and have not. */
  countLate(at: Date): Promise<number>;
  /** Part of closing the account. */
  insert(erasure: Erasure, transaction: Transaction): Promise<void>;
  /** Tells the other services, once. */
  announce(erasure: Erasure, at: Date): Promise<void>;
  /** Nothing is left there; after the last of them the account is to go. Repeatable. */
  note(done: { readonly id: string; readonly service: Other; readonly at: Date }): Promise<void>;
  /** It owes no mail of this kind any more. */
  drop(id: string, kind: ErasureTask["kind"]): Promise<void>;
  /** The last mail is out, or given up. */
  setTold(id: string, at: Date): Promise<void>;
  /** The end, with what is `erased` in its transaction; nothing happens when it has ended. */
  finish(
    erasure: Erasure,
    at: Date,
    erase: (transaction: Transaction) => Promise<Readonly<Record<string, number>>>,
  ): Promise<void>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  readonly accounts: Pick<AccountStore, "countEvents">;
  readonly worker: Pick<Worker<Erasure, ErasureTask>, "take" | "start">;
};

export function createErasureStore(deps: StoreDeps): ErasureStore {
  const { connection, transact, outbox, accounts, worker } = deps;
  const rows = erasuresOf(connection);

  const findBy = async (filter: mongo.Filter<ErasureRow>) => {
    const row = await rows.findOne(filter);
    return row ? toErasure(row) : undefined;
  };

  /** Changes the row unless that has happened, and says so to the world. */
  const tell = (
    { id, userId }: Erasure,
    unless: mongo.Filter<ErasureRow>,
    { event, change }: Telling,
  ): Promise<boolean> =>
    transact(async (transaction) => {
      const { session, onCommit } = transaction;
      if (!(await rows.findOne({ _id: id, ...unless }, { session, projection: { _id: 1 } }))) return false;
      const sequence = await accounts.countEvents(userId, [event], transaction);
      const unsent = outbox.toUnsent({ aggregateId: userId, sequence, events: [event] });
      const { $set, $pull } = await change(transaction);
      const update = { $set, ...($pull && { $pull }), $push: { outbox: { $each: unsent } } };
      await rows.updateOne({ _id: id }, { ...update, $inc: { revision: 1 } }, { session });
      onCommit(() => outbox.publish(erasureCollection.name, id, unsent));
      return true;
    });

  return {
    find: (id) => findBy({ _id: id }),
    findOf: (userId) => findBy({ userId }),
    countLate: (at) => rows.countDocuments({ "erasedAt.user": null, deadline: { $lt: at } }),

    insert: async (erasure, { session, onCommit }) => {
      const taken = worker.take(erasure.owes, erasure.owes);
      const { id: _id, ...rest } = { ...erasure, owes: taken.owes };
      await rows.insertOne({ _id, ...rest, revision: 1, outbox: [] }, { session });
      onCommit(() => {
        crashPoint("erasure.requested");
        worker.start(_id, erasure, taken);
      });
    },

    announce: async (erasure, at) => {
      const { id: erasureId, userId } = erasure;
      const event = userEvents.erasureRequested.of({
        userId,
        erasureId,
        requestedAt: erasure.requestedAt.toISOString(),
        deadline: erasure.deadline.toISOString(),
      });
      const change = async () =>
        ({ $set: { announcedAt: at }, $pull: { owes: { kind: "announce" } } }) as const;
      await tell(erasure, { announcedAt: null }, { event, change });
      crashPoint("erasure.announced");
    },

    note: async ({ id, service, at }) => {
      const own = `erasedAt.${service}` as const;
      await rows.updateOne({ _id: id, [own]: null }, { $set: { [own]: at }, $inc: { revision: 1 } });
      crashPoint("erasure.noted");
      const areErased = Object.fromEntries(others.map((each) => [`erasedAt.${each}`, { $ne: null }]));
      const owes = [finishing(at)];
      const taken = worker.take(owes, owes);
      const row = await rows.findOneAndUpdate(
        { _id: id, ...areErased, "erasedAt.user": null, "owes.kind": { $ne: "finish" } },
        { $push: { owes: { $each: [...taken.owes] } }, $inc: { revision: 1 } },
        { returnDocument: "after" },
      );
      if (row) worker.start(id, toErasure(row), taken);
    },

    drop: async (id, kind) => {
      await rows.updateOne({ _id: id }, { $pull: { owes: { kind } }, $inc: { revision: 1 } });
    },

    setTold: async (id, at) => {
      await rows.updateOne({ _id: id }, { $set: { toldAt: at }, $inc: { revision: 1 } });
    },

    finish: async (erasure, at, erase) => {
      const { id: erasureId, userId } = erasure;
      const event = userEvents.userErased.of({ userId, erasureId });
      const change = async (transaction: Transaction) => {
        const counts = await erase(transaction);
        return { $set: { "erasedAt.user": at, counts, owes: [] } };
      };
      await tell(erasure, { "erasedAt.user": null }, { event, change });
      crashPoint("erasure.finished");
    },
  };
}

type Telling = {
  readonly event: Parameters<Outbox["toUnsent"]>[0]["events"][number];
  readonly change: (transaction: Transaction) => Promise<{
    readonly $set: mongo.MatchKeysAndValues<ErasureRow>;
    readonly $pull?: mongo.PullOperator<ErasureRow>;
  }>;
};
