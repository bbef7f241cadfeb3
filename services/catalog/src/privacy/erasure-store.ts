/** Erasures in MongoDB: owed work, and in the end a proof of ids, times and numbers. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { crashPoint } from "@shop/kit/process/crash-point";
import { owesIndex } from "@shop/kit/work/owed";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection, mongo } from "mongoose";
import { eraseTask, type Erasure, type EraseTask } from "./erasure.ts";

export type ErasureRow = Omit<Erasure, "id"> & {
  readonly _id: string;
  readonly erasedAt: Date | null;
  /** Rows that are gone or say no more whose they were, by their collection. */
  readonly counts: Readonly<Record<string, number>>;
  readonly owes: readonly EraseTask[];
  readonly revision: number;
  readonly outbox: readonly Unsent[];
};

export const erasureCollection: Collection = {
  name: "erasures",
  indexes: [{ key: { userId: 1 }, name: "user" }, owesIndex, outboxIndex],
};

export const erasuresOf = (connection: Connection): mongo.Collection<ErasureRow> =>
  collectionOf<ErasureRow>(connection, erasureCollection.name);

export const toErasure = ({ _id: id, userId }: ErasureRow): Erasure => ({ id, userId });

export type ErasureStore = {
  /** It is done in a moment, also when this process ends. Told twice, it is the same. */
  add(erasure: Erasure, at: Date): Promise<void>;
  /** Announces it, once. */
  finish(erasure: Erasure, counts: Readonly<Record<string, number>>, at: Date): Promise<void>;
};

export function createErasureStore({
  connection,
  outbox,
  worker,
}: {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly worker: Pick<Worker<Erasure, EraseTask>, "take" | "start">;
}): ErasureStore {
  const rows = erasuresOf(connection);
  return {
    add: async (erasure, at) => {
      const { id: _id, userId } = erasure;
      const owes = [eraseTask(at)];
      const taken = worker.take(owes, owes);
      try {
        await rows.insertOne({
          _id,
          userId,
          erasedAt: null,
          counts: {},
          owes: taken.owes,
          revision: 1,
          outbox: [],
        });
      } catch (error) {
        if (isDuplicateKey(error)) return;
        throw error;
      }
      crashPoint("erasure.heard");
      worker.start(_id, erasure, taken);
    },

    finish: async ({ id, userId }, counts, at) => {
      const events = [catalogEvents.personErased.of({ userId, erasureId: id })];
      const unsent = outbox.toUnsent({ aggregateId: id, sequence: 1, events });
      const { modifiedCount } = await rows.updateOne(
        { _id: id, erasedAt: null },
        { $set: { erasedAt: at, counts, owes: [], outbox: unsent }, $inc: { revision: 1 } },
      );
      crashPoint("erasure.done");
      if (modifiedCount > 0) outbox.publish(erasureCollection.name, id, unsent);
    },
  };
}

export const createIsForgotten =
  (connection: Connection) =>
  async (userId: string): Promise<boolean> =>
    (await erasuresOf(connection).findOne({ userId }, { projection: { _id: 1 } })) !== null;
