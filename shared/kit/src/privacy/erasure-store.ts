/** What a service still has to forget of people, in MongoDB: owed work, and in the end a proof of ids, times and numbers. */
import type { Fact } from "@shop/contracts/language/event";
import type { Connection, mongo } from "mongoose";
import { outboxIndex, type Unsent } from "../messaging/announcing.ts";
import type { Outbox } from "../messaging/outbox.ts";
import { collectionOf, type Collection } from "../mongo/collections.ts";
import { isDuplicateKey } from "../mongo/duplicate-key.ts";
import { crashPoint } from "../process/crash-point.ts";
import { owesIndex, type Owed } from "../work/owed.ts";
import type { Worker } from "../work/worker.ts";

/** A service adds what its own work needs to know. */
export type Erasure = { readonly id: string; readonly userId: string };

export type EraseTask = Owed<"erase">;

export type ErasureRow<E extends Erasure> = Omit<E, "id"> & {
  readonly _id: string;
  readonly userId: string;
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

export const erasuresOf = <E extends Erasure>(connection: Connection): mongo.Collection<ErasureRow<E>> =>
  collectionOf<ErasureRow<E>>(connection, erasureCollection.name);

export type ErasureStore<E extends Erasure> = {
  /** It is done in a moment, also when this process ends. Told twice, it is the same. */
  add(erasure: E, at: Date): Promise<void>;
  /** Announces it, once. */
  finish(erasure: E, counts: Readonly<Record<string, number>>, at: Date): Promise<void>;
};

const eraseTask = (now: Date): EraseTask => ({
  id: "erase",
  kind: "erase",
  dueAt: now,
  attempts: 0,
  giveUpAt: null,
});

export type Erasures<E extends Erasure> = {
  readonly erasures: ErasureStore<E>;
  /** Begins to do what they owe. Call once. */
  readonly begin: Worker<E, EraseTask>["begin"];
};

export function openErasures<E extends Erasure>(
  { connection, outbox, workOn }: Ground<E>,
  /** That the service has nothing of the person any more. */
  announce: (erased: { readonly userId: string; readonly erasureId: string }) => Fact,
): Erasures<E> {
  const worker = workOn(erasuresOf<E>(connection), toErasure);
  return {
    erasures: createErasureStore({ connection, outbox, worker, announce }),
    begin: (kinds) => worker.begin(kinds),
  };
}

/** What a service that is being opened has. */
type Ground<E extends Erasure> = {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly workOn: (
    rows: mongo.Collection<ErasureRow<E>>,
    toErasure: (row: ErasureRow<E>) => E,
  ) => Worker<E, EraseTask>;
};

function toErasure<E extends Erasure>(row: ErasureRow<E>): E {
  const {
    _id: id,
    erasedAt: _at,
    counts: _counts,
    owes: _owes,
    revision: _revision,
    outbox: _box,
    ...rest
  } = row;
  return { id, ...rest } as unknown as E;
}

function createErasureStore<E extends Erasure>({
  connection,
  outbox,
  worker,
  announce,
}: {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly worker: Pick<Worker<E, EraseTask>, "take" | "start">;
  readonly announce: Parameters<typeof openErasures<E>>[1];
}): ErasureStore<E> {
  const rows = collectionOf<ErasureRow<Erasure>>(connection, erasureCollection.name);
  return {
    async add(erasure, at) {
      const { id: _id, ...rest } = erasure;
      const owes = [eraseTask(at)];
      const taken = worker.take(owes, owes);
      const row = { ...rest, erasedAt: null, counts: {}, owes: taken.owes, revision: 1, outbox: [] };
      try {
        await rows.insertOne({ _id, ...row });
      } catch (error) {
        if (isDuplicateKey(error)) return;
        throw error;
      }
      crashPoint("erasure.heard");
      worker.start(_id, erasure, taken);
    },

    async finish({ id, userId }, counts, at) {
      const unsent = outbox.toUnsent({
        aggregateId: id,
        sequence: 1,
        events: [announce({ userId, erasureId: id })],
      });
      const added = Object.fromEntries(Object.entries(counts).map(([name, n]) => [`counts.${name}`, n]));
      const { modifiedCount } = await rows.updateOne(
        { _id: id, erasedAt: null },
        { $set: { erasedAt: at, owes: [], outbox: unsent }, $inc: { revision: 1, ...added } },
      );
      crashPoint("erasure.done");
      if (modifiedCount > 0) outbox.publish(erasureCollection.name, id, unsent);
    },
  };
}

/** Whether a person is to be forgotten, or is already: nothing new is kept of them. */
export const createIsForgotten =
  (connection: Connection) =>
  async (userId: string): Promise<boolean> =>
    (await erasuresOf(connection).findOne({ userId }, { projection: { _id: 1 } })) !== null;
