/** The audit log in MongoDB. It is written once and read: nothing here changes a row, or takes one away. */
import type { Total } from "@shop/contracts/language/page";
import type { AuditEntry } from "@shop/contracts/user/audit";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { countRows } from "@shop/kit/mongo/count-rows";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import type { Connection, mongo } from "mongoose";

export type Entry = Omit<AuditEntry, "at"> & { readonly at: Date };

/** Snapshots as JSON: names that a database would take for its own are words of a product. */
type EntryRow = Omit<Entry, "id" | "before" | "after"> & {
  readonly _id: string;
  readonly before: string;
  readonly after: string;
};

export type Search = {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly object?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
};

/** Where a page ended. */
export type Position = { readonly at: Date; readonly id: string };

export type AuditStore = {
  /** One that is there already stays as it is. */
  insert(entry: Entry): Promise<void>;
  /** Newest first. */
  find(
    search: Search,
    page: { readonly limit: number; readonly after: Position | undefined },
  ): Promise<Entry[]>;
  count(search: Search): Promise<Total>;
};

const sort = { at: -1, _id: -1 } as const;

/** Each is in the order of the list: none is sorted. */
export const auditCollection: Collection = {
  name: "audit",
  indexes: [
    { key: sort, name: "newest" },
    { key: { object: 1, ...sort }, name: "object_newest" },
    { key: { actor: 1, ...sort }, name: "actor_newest" },
    { key: { action: 1, ...sort }, name: "action_newest" },
  ],
  validator: {
    at: { $type: "date" },
    actor: { $type: "string" },
    action: { $type: "string" },
    before: { $type: "string" },
    after: { $type: "string" },
    requestId: { $type: "string" },
  },
};

export function createAuditStore({ connection }: { readonly connection: Connection }): AuditStore {
  const rows = collectionOf<EntryRow>(connection, auditCollection.name);
  return {
    insert: async ({ id, before, after, ...entry }) => {
      const row = { _id: id, ...entry, before: JSON.stringify(before), after: JSON.stringify(after) };
      try {
        await rows.insertOne(row);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    find: async (search, { limit, after }) => {
      const filter = { $and: [toFilter(search), after ? olderThan(after) : {}] };
      const found = await rows.find(filter, { sort, limit, hint: indexFor(search) }).toArray();
      return found.map(toEntry);
    },

    count: (search) => countRows(rows, toFilter(search), indexFor(search)),
  };
}

const toEntry = ({ _id: id, before, after, ...row }: EntryRow): Entry => ({
  id,
  ...row,
  before: JSON.parse(before) as Entry["before"],
  after: JSON.parse(after) as Entry["after"],
});

function toFilter({ actor, action, object, from, to }: Search): mongo.Filter<EntryRow> {
  return {
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(object !== undefined && { object }),
    ...((from ?? to) && { at: { ...(from && { $gte: from }), ...(to && { $lte: to }) } }),
  };
}

const olderThan = ({ at, id }: Position): mongo.Filter<EntryRow> => ({
  at: { $lte: at },
  $or: [{ at: { $lt: at } }, { _id: { $lt: id } }],
});

/** Of what is asked for, that which the fewest acts have. */
function indexFor({ object, actor, action }: Search): string {
  if (object !== undefined) return "object_newest";
  if (actor !== undefined) return "actor_newest";
  return action === undefined ? "newest" : "action_newest";
}
