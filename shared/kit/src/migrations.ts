/**
 * Collections and indexes, made once and in order, also when several replicas start together.
 * A crash in the middle runs a step again, so each step must be repeatable.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import mongoose, { type mongo } from "mongoose";
import type { Logger } from "./logger.ts";

/** One step, run once in order, recorded by name in `migrations`; must be repeatable, as a crash can run it twice. */
export type Migration = {
  readonly name: string;
  readonly up: (db: mongo.Db) => Promise<void>;
  /** Indexes the service must not work without: it is not ready while one is missing. */
  readonly unique?: readonly UniqueIndex[];
};

export type UniqueIndex = { readonly collection: string; readonly key: mongo.IndexDescription["key"] };

/** Makes a collection with its indexes and its validator; given again under another name, it adds what is new. */
export const defineCollection = ({
  name,
  collection,
  indexes = [],
  validator,
}: {
  name: string;
  collection: string;
  indexes?: readonly mongo.IndexDescription[];
  validator?: mongo.Document;
}): Migration => ({
  name,
  unique: indexes.filter(({ unique }) => unique).map(({ key }) => ({ collection, key })),
  up: async (db) => {
    await createCollection(db, collection);
    if (validator) await db.command({ collMod: collection, validator, validationLevel: "strict" });
    if (indexes.length > 0) await db.collection(collection).createIndexes([...indexes]);
  },
});

async function createCollection(db: mongo.Db, name: string): Promise<void> {
  try {
    await db.createCollection(name);
  } catch (error) {
    if (!hasCode(error, "NamespaceExists")) throw error;
  }
}

type Applied = { _id: string; at: Date };

/** Runs what has not been run. Another replica that does it already is waited for. */
export async function migrate(
  db: mongo.Db,
  migrations: readonly Migration[],
  { log, leaseMs = 30_000 }: { log: Logger; leaseMs?: number },
): Promise<void> {
  const applied = db.collection<Applied>("migrations");
  const findMissing = async () => {
    const names = new Set((await applied.find().toArray()).map(({ _id }) => _id));
    return migrations.filter(({ name }) => !names.has(name));
  };
  if ((await findMissing()).length === 0) return;
  await withLock(db, { leaseMs, log }, async () => {
    for (const { name, up } of await findMissing()) {
      await up(db);
      await applied.updateOne({ _id: name }, { $setOnInsert: { at: new Date() } }, { upsert: true });
      log.info({ migration: name }, "Migrated");
    }
  });
}

/** The unique indexes that migrations promise and the database has not got. */
export async function findMissingIndexes(
  db: mongo.Db,
  migrations: readonly Migration[],
): Promise<UniqueIndex[]> {
  const missing: UniqueIndex[] = [];
  for (const expected of migrations.flatMap(({ unique = [] }) => unique)) {
    const present = await indexesOf(db, expected.collection);
    const isThere = present.some(
      ({ key, unique }) => unique && JSON.stringify(key) === JSON.stringify(expected.key),
    );
    if (!isThere) missing.push(expected);
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

const lockId = "migrations";

type Lock = { _id: string; owner: string; until: Date };

async function withLock(
  db: mongo.Db,
  { leaseMs, log }: { leaseMs: number; log: Logger },
  work: () => Promise<void>,
): Promise<void> {
  const locks = db.collection<Lock>("locks");
  const owner = randomUUID();
  const claim = async () => {
    const { modifiedCount } = await locks.updateOne(
      { _id: lockId, $or: [{ owner }, { $expr: { $lte: ["$until", "$$NOW"] } }] },
      [{ $set: { owner, until: { $add: ["$$NOW", leaseMs] } } }],
    );
    return modifiedCount === 1;
  };

  await ensureLock(locks);
  while (!(await claim())) await delay(200);
  const renewal = setInterval(() => {
    claim().catch((error: unknown) => log.warn({ err: error }, "Cannot renew the lock on migrations"));
  }, leaseMs / 3);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    await locks.updateOne({ _id: lockId, owner }, { $set: { until: new Date(0) } });
  }
}

async function ensureLock(locks: mongo.Collection<Lock>): Promise<void> {
  try {
    await locks.updateOne(
      { _id: lockId },
      { $setOnInsert: { owner: "", until: new Date(0) } },
      { upsert: true },
    );
  } catch (error) {
    if (!hasCode(error, "DuplicateKey")) throw error;
  }
}

const codes = { NamespaceExists: 48, NamespaceNotFound: 26, DuplicateKey: 11_000 };

const hasCode = (error: unknown, name: keyof typeof codes): boolean =>
  error instanceof mongoose.mongo.MongoServerError && error.code === codes[name];
