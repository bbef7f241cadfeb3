/**
 * How data lies in a database has a number. Steps lead from each to the next, once, also when several replicas start
 * together; one that a crash cuts off goes on where it was. Data of no number, or of a later one, is refused, and so is
 * what a restore left half-way.
 */
import { createHash } from "node:crypto";
import type { mongo } from "mongoose";
import type { Logger } from "../process/logger.ts";
import { ensureCollections, type Collection } from "./collections.ts";
import { withLock } from "./lock.ts";

export type Layout = {
  readonly collections: readonly Collection[];
  /** The first leads from `firstNumber` to the number after it. */
  readonly steps?: readonly Step[];
};

/**
 * Moves the data on, part by part: repeatable, and saving with `save` how far it is. A crash runs it again with what
 * was saved last; null at the beginning.
 */
export type Step = {
  readonly name: string;
  readonly run: (db: mongo.Db, progress: Progress) => Promise<void>;
};
export type Progress = { readonly saved: unknown; readonly save: (position: unknown) => Promise<void> };

/** Before it, each change of an aggregate was several rows; nobody runs that any more. */
export const firstNumber = 2;

/** Data that this program cannot read; the message says what to do. */
export class ForeignLayoutError extends Error {}

export type LayoutRow = {
  _id: "layout";
  number: number;
  progress: unknown;
  collections: string;
  /** A restore has begun, and has not ended: what lies there is not whole. */
  isRestoring?: true;
};

/** Throws `ForeignLayoutError`. */
export async function applyLayout(
  db: mongo.Db,
  { collections, steps = [] }: Layout,
  { log, leaseMs = 30_000 }: { readonly log: Logger; readonly leaseMs?: number },
): Promise<void> {
  const rows = db.collection<LayoutRow>("layout");
  const number = firstNumber + steps.length;
  const fingerprint = createHash("sha256").update(JSON.stringify(collections)).digest("base64url");
  const found = await rows.findOne({ _id: "layout" });
  if (found) refuseUnfit(db, found, number);
  if (found?.number === number && found.collections === fingerprint) return;
  await withLock(db, { name: "layout", leaseMs, log }, async () => {
    const row = (await rows.findOne({ _id: "layout" })) ?? (await begin(db, rows, number));
    refuseUnfit(db, row, number);
    let { progress } = row;
    for (const [index, step] of steps.entries()) {
      const next = firstNumber + index + 1;
      if (next <= row.number) continue;
      const save = async (position: unknown) => {
        await rows.updateOne({ _id: "layout" }, { $set: { progress: position } });
      };
      await step.run(db, { saved: progress, save });
      progress = null;
      await rows.updateOne({ _id: "layout" }, { $set: { number: next, progress: null } });
      log.info({ step: step.name, layout: next }, "Data moved on");
    }
    await ensureCollections(db, collections);
    await rows.updateOne({ _id: "layout" }, { $set: { collections: fingerprint } });
  });
}

/** A new database has the newest layout. */
async function begin(db: mongo.Db, rows: mongo.Collection<LayoutRow>, number: number): Promise<LayoutRow> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const foreign = names.filter((name) => !["locks", "layout"].includes(name) && !name.startsWith("system."));
  if (foreign.length > 0)
    throw new ForeignLayoutError(
      `The data in the database "${db.databaseName}" was written by an earlier version and cannot be read: begin anew with "npm start -- --fresh", or give this version a database of its own`,
    );
  const row: LayoutRow = { _id: "layout", number, progress: null, collections: "" };
  await rows.insertOne(row);
  return row;
}

function refuseUnfit(db: mongo.Db, { number: found, isRestoring }: LayoutRow, own: number): void {
  if (isRestoring)
    throw new ForeignLayoutError(
      `The data in the database "${db.databaseName}" is not whole, as a restore goes on or was broken off: wait for its end, or run "npm run restore" again`,
    );
  if (found > own)
    throw new ForeignLayoutError(
      `The data in the database "${db.databaseName}" was written by a later version (layout ${found}, this one knows ${own}): start that version, or begin anew with "npm start -- --fresh"`,
    );
}
