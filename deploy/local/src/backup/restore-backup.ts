/**
 * Brings a backup back. From the first change until all three databases are whole their layout says so, and no service
 * starts on them; a restore that was broken off is run again.
 */
import { appNameOf } from "@shop/kit/mongo/connect";
import type { LayoutRow } from "@shop/kit/mongo/layout";
import type { mongo } from "mongoose";
import { serviceNames, type ServiceName } from "../backing.ts";
import type { Databases } from "./databases.ts";
import { fileOf, readManifest, type CopiedCollection, type Manifest } from "./manifest.ts";
import { readRows, weighRows } from "./rows.ts";

type Restore = {
  readonly databases: Databases;
  readonly folder: string;
  /** What lies there is thrown away. */
  readonly replaces: boolean;
  readonly say: (line: string) => void;
};

/** Answers the accounts that were erased since, and are back. Throws one sentence when it can't be, before anything is changed. */
export async function restoreBackup({ databases, folder, replaces, say }: Restore): Promise<string[]> {
  const manifest = await readManifest(folder);
  for (const service of serviceNames) await refuseUsed(service, databases[service], replaces);
  await refuseDamaged(folder, manifest);
  const backAgain = await findBackAgain(databases.user, folder);

  for (const service of serviceNames)
    await layoutOf(databases[service]).updateOne(
      { _id: "layout" },
      { $set: { isRestoring: true } },
      { upsert: true },
    );
  for (const service of serviceNames) {
    const { collections } = manifest.databases[service];
    await empty(databases[service]);
    for (const each of collections) await fill(databases[service], each, fileOf(folder, service, each.name));
    say(`${service}: ${collections.reduce((sum, { documents }) => sum + documents, 0)} documents`);
  }
  for (const service of serviceNames) {
    const { _id, ...layout } = manifest.databases[service].layout;
    await layoutOf(databases[service]).replaceOne({ _id }, layout);
  }
  return backAgain;
}

const layoutOf = (db: mongo.Db): mongo.Collection<LayoutRow> => db.collection("layout");

async function refuseUsed(service: ServiceName, db: mongo.Db, replaces: boolean): Promise<void> {
  const connected = db.client
    .db("admin")
    .aggregate([
      { $currentOp: { idleConnections: true } },
      { $match: { appName: appNameOf(db.databaseName) } },
      { $limit: 1 },
    ]);
  if (await connected.hasNext())
    throw new Error(
      `The ${service} service runs on the database "${db.databaseName}": stop the shop and try again.`,
    );
  const layout = await layoutOf(db).findOne({ _id: "layout" });
  const isEmpty = (await db.listCollections({}, { nameOnly: true }).toArray()).length === 0;
  if (!isEmpty && !replaces && !layout?.isRestoring)
    throw new Error(
      `The database "${db.databaseName}" has data, which a restore throws away: say so with --replace, or name an empty one.`,
    );
}

async function refuseDamaged(folder: string, { databases }: Manifest): Promise<void> {
  for (const service of serviceNames)
    for (const { name, documents, sha256 } of databases[service].collections) {
      const file = fileOf(folder, service, name);
      const found = await weighRows(file).catch(() => undefined);
      if (found?.sha256 !== sha256 || found.documents !== documents)
        throw new Error(`${file} is not what was written there: this backup is damaged, take another.`);
    }
}

async function empty(db: mongo.Db): Promise<void> {
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    if (name !== "layout") await db.dropCollection(name);
}

async function fill(db: mongo.Db, { name, options, indexes }: CopiedCollection, file: string): Promise<void> {
  const rows = await db.createCollection(name, options);
  // Rows of before a rule were there beside it, too.
  const written = { ordered: false, bypassDocumentValidation: true };
  for await (const part of readRows(file)) await rows.insertMany(part, written);
  if (indexes.length > 0) await rows.createIndexes([...indexes]);
}

/** Only an erasure that is in the database and not in the copy says so. */
async function findBackAgain(user: mongo.Db, folder: string): Promise<string[]> {
  const since = new Map<unknown, string>();
  for await (const { _id, userId } of user.collection<{ _id: string; userId: string }>("erasures").find())
    since.set(_id, userId);
  for await (const rows of readRows(fileOf(folder, "user", "erasures")))
    for (const { _id } of rows) since.delete(_id);
  return [...since.values()];
}
