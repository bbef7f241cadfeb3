/**
 * A copy of the three databases as files, each as it was at one instant. It is written beside the place that it is to
 * have, and gets its name when it is whole.
 */
import { lstat, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LayoutRow } from "@shop/kit/mongo/layout";
import mongoose, { type mongo } from "mongoose";
import { serviceNames, type ServiceName } from "../backing.ts";
import type { Databases } from "./databases.ts";
import {
  fileOf,
  writeManifest,
  type CopiedCollection,
  type CopiedDatabase,
  type Manifest,
} from "./manifest.ts";
import { exactly, mostRows, writeRows } from "./rows.ts";

/**
 * Of these the copy has the indexes and no row. What lets somebody in would do so again after it was ended: sessions,
 * half a sign-in, links in mails, and the keys of access tokens. Locks are of processes, and a search's index is made anew.
 */
const emptied: Readonly<Record<ServiceName, readonly string[]>> = {
  catalog: ["locks", "search_progress"],
  user: ["locks", "sessions", "refresh_tokens", "login_challenges", "password_resets", "signing_keys"],
  order: ["locks"],
};

type Backup = {
  readonly databases: Databases;
  readonly folder: string;
  readonly shopVersion: string;
  readonly say: (line: string) => void;
};

/** Throws one sentence when it can't be, and leaves nothing then. */
export async function takeBackup({ databases, folder, shopVersion, say }: Backup): Promise<Manifest> {
  if (await lstat(folder).catch(() => undefined))
    throw new Error(`${folder} is there already: name a folder that is not.`);
  const draft = `${folder}.unfinished`;
  if (!(await mkdir(draft, { recursive: true, mode: 0o700 })))
    throw new Error(`${draft} is of a backup that goes on, or was broken off: remove it when none goes on.`);
  try {
    // All three begin together: the less time is between them, the less has happened in one alone.
    const snapshots = await Promise.all(serviceNames.map((service) => beginSnapshot(databases[service])));
    const takenAt = new Date();
    const copied: Partial<Record<ServiceName, CopiedDatabase>> = {};
    for (const [index, service] of serviceNames.entries()) {
      const { session, layout } = snapshots[index] as Snapshot;
      await mkdir(join(draft, service), { mode: 0o700 });
      const collections = await copyCollections(databases[service], { service, session, draft });
      const documents = collections.reduce((sum, each) => sum + each.documents, 0);
      say(`${service}: ${documents} documents in ${collections.length} collections`);
      copied[service] = { layout, collections };
      await session.endSession();
    }
    const manifest: Manifest = {
      format: 1,
      shopVersion,
      takenAt,
      databases: copied as Manifest["databases"],
    };
    await writeManifest(draft, manifest);
    await rename(draft, folder);
    return manifest;
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw isPast(cause) ? new Error(tooOld, { cause }) : cause;
  }
}

type Snapshot = { readonly session: mongo.ClientSession; readonly layout: LayoutRow };

/** The first read fixes the instant for all others. */
async function beginSnapshot(db: mongo.Db): Promise<Snapshot> {
  const session = db.client.startSession({ snapshot: true });
  const layout = await db.collection<LayoutRow>("layout").findOne({ _id: "layout" }, { session });
  if (!layout)
    throw new Error(`No service has begun to use the database "${db.databaseName}": name the shop's.`);
  if (layout.isRestoring)
    throw new Error(
      `The data in the database "${db.databaseName}" is not whole, as a restore goes on or was broken off: wait for its end, or run it again.`,
    );
  return { session, layout };
}

async function copyCollections(
  db: mongo.Db,
  { service, session, draft }: { service: ServiceName; session: mongo.ClientSession; draft: string },
): Promise<CopiedCollection[]> {
  const found = await db.listCollections({ type: "collection" }, { nameOnly: false }).toArray();
  const copied: CopiedCollection[] = [];
  for (const { name, options } of found) {
    // The layout is the manifest's, and comes back last.
    if (name === "layout" || name.startsWith("system.")) continue;
    const rows = db.collection(name);
    const wanted = emptied[service].includes(name) ? { $expr: false } : {};
    const file = fileOf(draft, service, name);
    const { documents, sha256 } = await writeRows(
      file,
      rows.find(wanted, { session, batchSize: mostRows, ...exactly }),
    );
    const indexes = await rows.listIndexes().toArray();
    copied.push({
      name,
      documents,
      sha256,
      options: options ?? {},
      indexes: indexes.filter((index) => index.name !== "_id_").map(({ v: _version, ...index }) => index),
    });
  }
  return copied;
}

const tooOld =
  "The copy took longer than MongoDB keeps what was before: give minSnapshotHistoryWindowInSeconds of its servers more " +
  "than the 300 seconds it has (docs/backup.md says how), and try again.";

const isPast = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoServerError &&
  ["SnapshotTooOld", "SnapshotUnavailable"].includes(error.codeName ?? "");
