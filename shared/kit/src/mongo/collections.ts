/** Collections with their indexes and validators, made when they are absent, and what they must not be without. */
import mongoose, { type Connection, type mongo } from "mongoose";

export type Collection = {
  readonly name: string;
  readonly indexes?: readonly mongo.IndexDescription[];
  /** The last line of defence: rows that the database itself refuses. */
  readonly validator?: mongo.Document;
};

/** The driver's own collection: plain objects in and out, and `$$NOW` in update pipelines. Parse filters first. */
export const collectionOf = <Row extends mongo.Document>(
  connection: Connection,
  name: string,
): mongo.Collection<Row> => databaseOf(connection).collection<Row>(name);

export function databaseOf({ db }: Connection): mongo.Db {
  if (!db) throw new Error("The connection to MongoDB is not open");
  return db;
}

/** Repeatable; adds what is new, drops nothing. */
export async function ensureCollections(db: mongo.Db, collections: readonly Collection[]): Promise<void> {
  for (const { name, indexes = [], validator } of collections) {
    await createCollection(db, name);
    if (validator) await db.command({ collMod: name, validator, validationLevel: "strict" });
    if (indexes.length > 0) await db.collection(name).createIndexes([...indexes]);
  }
}

async function createCollection(db: mongo.Db, name: string): Promise<void> {
  try {
    await db.createCollection(name);
  } catch (error) {
    if (!hasCode(error, "NamespaceExists")) throw error;
  }
}

export type UniqueIndex = { readonly collection: string; readonly key: mongo.IndexDescription["key"] };

/** The unique indexes that are promised and the database has not got. */
export async function findMissingIndexes(
  db: mongo.Db,
  collections: readonly Collection[],
): Promise<UniqueIndex[]> {
  const missing: UniqueIndex[] = [];
  for (const { name, indexes = [] } of collections) {
    const promised = indexes.filter(({ unique }) => unique);
    if (promised.length === 0) continue;
    const present = await indexesOf(db, name);
    for (const { key } of promised) {
      const isThere = present.some(
        (index) => index.unique && JSON.stringify(index.key) === JSON.stringify(key),
      );
      if (!isThere) missing.push({ collection: name, key });
    }
  }
  return missing;
}

async function indexesOf(db: mongo.Db, collection: string): Promise<mongo.IndexDescriptionInfo[]> {
  try {
    return await db.collection(collection).listIndexes().toArray();
  } catch (error) {
    if (hasCode(error, "NamespaceNotFound")) return [];
    throw error;
  }
}

const codes = { NamespaceExists: 48, NamespaceNotFound: 26 };

const hasCode = (error: unknown, name: keyof typeof codes): boolean =>
  error instanceof mongoose.mongo.MongoServerError && error.code === codes[name];
