/**
 * Documents that people manage one by one. Each has a version, which every change counts; a removed one leaves a
 * tombstone, so that neither an old ETag nor a start of the service takes it for one that never was.
 */
import type { Fact } from "@shop/contracts/language/event";
import type { Total } from "@shop/contracts/language/page";
import type { Connection, mongo } from "mongoose";
import { collectionOf, type Collection } from "../mongo/collections.ts";
import { countRows } from "../mongo/count-rows.ts";
import { isDuplicateKey } from "../mongo/duplicate-key.ts";
import type { Unsent } from "./announcing.ts";
import type { Outbox } from "./outbox.ts";

export type Versioned = { readonly id: string; readonly version: number };

/** What each of their rows has beside its own. */
export type VersionedRow = {
  readonly _id: string;
  readonly version: number;
  readonly isRemoved: boolean;
  readonly outbox?: readonly Unsent[];
};

export type VersionedDocuments<Document extends Versioned> = {
  find(id: string): Promise<Document | undefined>;
  /** By id; `after`: the last id of the page before. */
  list(page: { readonly limit: number; readonly after: string | undefined }): Promise<Document[]>;
  count(): Promise<Total>;
  /** A new one, of the version after its forerunner's. `taken`: this id, or what else is to be its own, is another's. */
  insert(document: Document): Promise<Document | "taken">;
  /** `moved`: it is of another version by now, or gone. */
  save(before: Document, after: Document): Promise<Document | "moved" | "taken">;
  remove(before: Document): Promise<Document | "moved">;
  /** Those that never were; what was changed or removed stays so. Nothing is announced. */
  sow(documents: readonly Document[]): Promise<void>;
};

type Options<Document extends Versioned, Row extends VersionedRow> = {
  readonly connection: Connection;
  readonly collection: Collection;
  readonly toDocument: (row: Row) => Document;
  /** What a change writes: every field in every row, so that nothing of an earlier one is left. */
  readonly toFields: (document: Document) => object;
  /** What a new one has that no change writes. */
  readonly beginsWith?: object;
  /** Each change and removal is one event, with the version as its sequence; absent: nobody hears of it. */
  readonly announces?: { readonly outbox: Outbox; readonly toFact: (id: string) => Fact };
};

export function createVersionedDocuments<Document extends Versioned, Row extends VersionedRow>({
  connection,
  collection: { name },
  toDocument,
  toFields,
  beginsWith,
  announces,
}: Options<Document, Row>): VersionedDocuments<Document> {
  // Of any such collection alike: the driver's types cannot look into a row that is not known yet.
  const rows = collectionOf<VersionedRow>(connection, name);
  const read = (row: VersionedRow) => toDocument(row as Row);
  const own = { projection: { outbox: 0 } } as const;

  const toUnsent = (id: string, version: number): Unsent[] =>
    announces?.outbox.toUnsent({ aggregateId: id, sequence: version, events: [announces.toFact(id)] }) ?? [];

  /** True when the row was of this version. */
  const write = async (
    { id, version }: Versioned,
    wasRemoved: boolean,
    $set: Partial<VersionedRow>,
  ): Promise<boolean> => {
    const unsent = toUnsent(id, version + 1);
    const { modifiedCount } = await rows.updateOne(
      { _id: id, version, isRemoved: wasRemoved },
      {
        $set: { ...$set, version: version + 1 },
        ...(unsent.length > 0 && { $push: { outbox: { $each: unsent } } }),
      },
    );
    if (modifiedCount === 1) announces?.outbox.publish(name, id, unsent);
    return modifiedCount === 1;
  };

  const toNewRow = (document: Document): VersionedRow => ({
    _id: document.id,
    ...beginsWith,
    ...toFields(document),
    version: 1,
    isRemoved: false,
  });

  const insertFirst = async (document: Document): Promise<Document> => {
    const unsent = toUnsent(document.id, 1);
    await rows.insertOne({ ...toNewRow(document), ...(unsent.length > 0 && { outbox: unsent }) });
    announces?.outbox.publish(name, document.id, unsent);
    return { ...document, version: 1 };
  };

  return {
    find: async (id) => {
      const row = await rows.findOne({ _id: id, isRemoved: false }, own);
      return row ? read(row) : undefined;
    },

    list: async ({ limit, after }) => {
      const filter = { isRemoved: false, ...(after !== undefined && { _id: { $gt: after } }) };
      const found = await rows.find(filter, { ...own, sort: { _id: 1 }, limit }).toArray();
      return found.map(read);
    },

    count: () => countRows(rows, { isRemoved: false }),

    insert: (document) =>
      orTaken(async () => {
        const tombstone = await rows.findOne(
          { _id: document.id, isRemoved: true },
          { projection: { version: 1 } },
        );
        if (!tombstone) return insertFirst(document);
        const { version } = tombstone;
        const fields = { ...beginsWith, ...toFields(document), isRemoved: false };
        const isDone = await write({ id: document.id, version }, true, fields);
        return isDone ? { ...document, version: version + 1 } : "taken";
      }),

    save: (before, after) =>
      orTaken(async () => {
        const isDone = await write(before, false, toFields(after));
        return isDone ? { ...after, version: before.version + 1 } : "moved";
      }),

    remove: async (before) => ((await write(before, false, { isRemoved: true })) ? before : "moved"),

    sow: async (documents) => {
      if (documents.length === 0) return;
      const writes = documents.map((document): mongo.AnyBulkWriteOperation<VersionedRow> => {
        const { _id, ...fields } = toNewRow(document);
        return { updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true } };
      });
      // What stands in the way of one was there before it, or comes from another replica that starts.
      await orTaken(() => rows.bulkWrite(writes, { ordered: false }));
    },
  };
}

async function orTaken<Result>(work: () => Promise<Result>): Promise<Result | "taken"> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicateKey(error)) return "taken";
    throw error;
  }
}
