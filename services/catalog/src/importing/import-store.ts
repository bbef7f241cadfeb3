/** Imports in MongoDB: how far each has come, and whether somebody wants it to end. */
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import { silentMs, type Import, type ImportState, type Progress } from "./import.ts";

type ImportRow = Progress & {
  readonly _id: string;
  /** Of the process that runs it: one that has been taken for dead no longer writes. */
  readonly run: string;
  readonly state: ImportState;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  readonly isToEnd?: true;
};

export const importCollection: Collection = {
  name: "imports",
  indexes: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "expiresAt" }],
};

const keptMs = 24 * 60 * 60_000;

export type ImportStore = {
  find(id: string, now: Date): Promise<Import | undefined>;
  /** Whoever runs the import afterwards is `run`. False while another one with this id is running. */
  begin(id: string, run: string, now: Date): Promise<boolean>;
  /** False when it is to end: somebody wants it to, or another has taken its place. */
  note(id: string, run: string, progress: Progress, now: Date): Promise<boolean>;
  finish(id: string, run: string, state: ImportState, progress: Progress, now: Date): Promise<void>;
  /** Has it end; one that has ended already stays as it is. False when there is none. */
  askToEnd(id: string): Promise<boolean>;
};

const nothing: Progress = { bytes: 0, rows: 0, created: 0, updated: 0, unchanged: 0, failed: 0 };

export function createImportStore({ connection }: { readonly connection: Connection }): ImportStore {
  const imports = collectionOf<ImportRow>(connection, importCollection.name);
  const times = (now: Date) => ({ seenAt: now, expiresAt: new Date(now.getTime() + keptMs) });

  return {
    find: async (id, now) => {
      const row = await imports.findOne({ _id: id });
      return row ? toImport(row, now) : undefined;
    },

    begin: async (_id, run, now) => {
      const row = {
        ...nothing,
        run,
        state: "running",
        startedAt: now,
        endedAt: null,
        ...times(now),
      } as const;
      try {
        await imports.insertOne({ _id, ...row });
        return true;
      } catch (error) {
        if (!toDuplicate(error)) throw error;
      }
      const isOver = [
        { state: { $ne: "running" as const } },
        { seenAt: { $lt: new Date(now.getTime() - silentMs) } },
      ];
      return (await imports.replaceOne({ _id, $or: isOver }, row)).modifiedCount === 1;
    },

    note: async (_id, run, progress, now) => {
      const row = await imports.findOneAndUpdate(
        { _id, run },
        { $set: { ...progress, ...times(now) } },
        { projection: { isToEnd: 1 } },
      );
      return row !== null && row.isToEnd !== true;
    },

    finish: async (_id, run, state, progress, now) => {
      await imports.updateOne({ _id, run }, { $set: { ...progress, state, endedAt: now, ...times(now) } });
    },

    askToEnd: async (_id) => {
      const { matchedCount } = await imports.updateOne({ _id }, { $set: { isToEnd: true } });
      return matchedCount === 1;
    },
  };
}

function toImport(
  { _id, run: _run, isToEnd: _isToEnd, expiresAt: _at, seenAt, ...rest }: ImportRow,
  now: Date,
): Import {
  const isDead = rest.state === "running" && now.getTime() - seenAt.getTime() > silentMs;
  return { id: _id, ...rest, ...(isDead && { state: "failed", endedAt: seenAt }) };
}
