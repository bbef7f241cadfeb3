/** Acts in the database of the service that they are done to, from before they happen until the audit log has them. */
import { staffActedOf, type Snapshot } from "@shop/contracts/language/act";
import type { Connection, mongo } from "mongoose";
import { outboxIndex, type Unsent } from "../messaging/announcing.ts";
import type { Outbox } from "../messaging/outbox.ts";
import { collectionOf, type Collection } from "../mongo/collections.ts";
import type { ServerClock } from "../mongo/server-clock.ts";
import { owesIndex, type Owed } from "../work/owed.ts";
import type { Params } from "./shown.ts";

export type SettleTask = Owed<"settle">;

export type BegunAct = {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  /** Of the object. */
  readonly kind: string;
  /** Null: not known yet, or there is none. */
  readonly object: string | null;
  readonly params: Params;
  readonly before: Snapshot;
  readonly requestId: string;
};

/** As JSON: names that a database would take for its own are words of a product. */
export type ActRow = Omit<BegunAct, "id" | "before"> & {
  readonly _id: string;
  readonly before: string;
  readonly after: string;
  readonly owes: readonly SettleTask[];
  readonly revision: number;
  readonly outbox: readonly Unsent[];
};

const nothing = "null";
/** Those that nothing is owed for and the log has heard of: it keeps them for good. */
const keptS = 90 * 24 * 60 * 60;

export const actCollection: Collection = {
  name: "acts",
  indexes: [
    outboxIndex,
    owesIndex,
    {
      key: { at: 1 },
      name: "told",
      expireAfterSeconds: keptS,
      partialFilterExpression: { owes: { $eq: [] }, outbox: { $eq: [] } },
    },
  ],
};

export const actRowsOf = (connection: Connection): mongo.Collection<ActRow> =>
  collectionOf<ActRow>(connection, actCollection.name);

export const toBegunAct = ({ _id: id, before, ...row }: ActRow): BegunAct => ({
  id,
  ...row,
  before: JSON.parse(before) as Snapshot,
});

export type ActStore = {
  /** Before it happens. Settled by somebody else when `settleAt` comes and nobody has. */
  begin(act: BegunAct, settleAt: Date): Promise<void>;
  /** It was refused, or had happened before. */
  drop(id: string): Promise<void>;
  /** Nobody knows whether it happened; whoever looks then tells. */
  settleAt(id: string, at: Date): Promise<void>;
  /** What came of it, for the log. False when somebody has said it before. */
  finish(act: BegunAct, after: Snapshot): Promise<boolean>;
};

export function createActStore({
  service,
  connection,
  outbox,
}: {
  readonly service: string;
  readonly connection: Connection;
  readonly outbox: Outbox;
}): ActStore {
  const rows = actRowsOf(connection);
  const acted = staffActedOf(service);
  const isOwed = { "owes.kind": "settle" } as const;
  return {
    begin: async ({ id, before, ...act }, dueAt) => {
      const task: SettleTask = { id: "settle", kind: "settle", dueAt, attempts: 0, giveUpAt: null };
      const row = { _id: id, ...act, before: JSON.stringify(before), after: nothing };
      await rows.insertOne({ ...row, owes: [task], revision: 1, outbox: [] });
    },

    drop: async (id) => {
      await rows.deleteOne({ _id: id, ...isOwed });
    },

    settleAt: async (id, at) => {
      await rows.updateOne({ _id: id, ...isOwed }, { $set: { "owes.$.dueAt": at }, $inc: { revision: 1 } });
    },

    finish: async (act, after) => {
      const { id, at, actor, action, object, before, requestId } = act;
      const data = { actId: id, at: at.toISOString(), actor, action, object, before, after, requestId };
      const unsent = outbox.toUnsent({ aggregateId: id, sequence: 1, events: [acted.of(data)] });
      const { modifiedCount } = await rows.updateOne(
        { _id: id, ...isOwed },
        {
          $set: { object, after: JSON.stringify(after), owes: [] },
          $push: { outbox: { $each: unsent } },
          $inc: { revision: 1 },
        },
      );
      if (modifiedCount === 1) outbox.publish(actCollection.name, id, unsent);
      return modifiedCount === 1;
    },
  };
}

/** On the database's clock. */
export const dueIn = (clock: ServerClock, ms: number): Date => new Date(clock.now().getTime() + ms);
