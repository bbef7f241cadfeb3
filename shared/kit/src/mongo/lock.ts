/** One process at a time: a lock in the database, leased on its clock and renewed while the work goes on. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { mongo } from "mongoose";
import { isDuplicateKey } from "./duplicate-key.ts";
import type { Logger } from "../process/logger.ts";

type Lock = { _id: string; owner: string; until: Date };

/**
 * Waits until it has the lock, works, and gives it back; a holder that dies gives it back after `leaseMs`. Throws what
 * `work` throws, and when the lock was lost meanwhile: another one may have worked beside it.
 */
export async function withLock(
  db: mongo.Db,
  { name, leaseMs, log }: { readonly name: string; readonly leaseMs: number; readonly log: Logger },
  work: () => Promise<void>,
): Promise<void> {
  const locks = db.collection<Lock>("locks");
  const owner = randomUUID();
  const lease = [{ $set: { owner, until: { $add: ["$$NOW", leaseMs] } } }];
  const take = async () => {
    const isFree = { $expr: { $lte: ["$until", "$$NOW"] } };
    const { modifiedCount } = await locks.updateOne({ _id: name, ...isFree }, lease);
    return modifiedCount === 1;
  };

  await ensureLock(locks, name);
  while (!(await take())) await delay(200);
  const renewal = setInterval(() => {
    // Nothing once it was given back, also when it arrives after that.
    locks
      .updateOne({ _id: name, owner }, lease)
      .catch((error: unknown) => log.warn({ err: error, lock: name }, "Cannot renew a lock"));
  }, leaseMs / 3);
  let isKept = false;
  try {
    await work();
  } finally {
    clearInterval(renewal);
    const freed = { $set: { owner: "", until: new Date(0) } };
    isKept = (await locks.updateOne({ _id: name, owner }, freed)).matchedCount === 1;
  }
  if (!isKept) throw new Error(`The lock ${name} was lost: whoever held it stood still for ${leaseMs} ms`);
}

async function ensureLock(locks: mongo.Collection<Lock>, name: string): Promise<void> {
  try {
    await locks.updateOne(
      { _id: name },
      { $setOnInsert: { owner: "", until: new Date(0) } },
      { upsert: true },
    );
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
