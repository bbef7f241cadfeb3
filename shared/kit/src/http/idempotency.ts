/**
 * Keys of requests that may be repeated. A key commits with the change it names, so a crash leaves both or
 * neither; its answer is written once, by a conditional update, just before it is first sent.
 */
import { createHash } from "node:crypto";
import type { ClientSession, Connection } from "mongoose";
import { currentContext } from "../context.ts";
import { isDuplicateKey } from "../duplicate-key.ts";
import { AppError } from "../errors.ts";
import { defineCollection } from "../migrations.ts";
import { collectionOf } from "../mongo.ts";

export type Claim = {
  readonly caller: string;
  readonly key: string;
  readonly fingerprint: string;
  /** Set: the change was made by an earlier request that never answered; answer for it. */
  readonly objectId?: string;
};

export type StoredAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
};

export type KeyState = {
  readonly fingerprint: string;
  readonly objectId: string;
  readonly answer?: StoredAnswer | undefined;
  /** The request that made the change may still answer. */
  readonly isOwned: boolean;
};

export type IdempotencyKeys = {
  /** Inside the change's transaction, before its commit; throws `KeyTaken` when another request won. */
  readonly add: (claim: Claim, objectId: string, session: ClientSession) => Promise<void>;
  readonly find: (claim: Claim) => Promise<KeyState | undefined>;
  /** What is to be sent: this answer, or the one that was stored before it. */
  readonly record: (claim: Claim, answer: StoredAnswer) => Promise<StoredAnswer>;
};

type Row = {
  _id: string;
  caller: string;
  key: string;
  fingerprint: string;
  objectId: string;
  answer?: StoredAnswer;
  createdAt: Date;
  ownedUntil: Date;
};

const collectionName = "idempotency_keys";
const keptS = 24 * 60 * 60;
const defaultOwnershipMs = 10_000;

export const idempotencyMigration = defineCollection({
  name: "kit-idempotency-keys",
  collection: collectionName,
  indexes: [{ key: { createdAt: 1 }, name: "ttl", expireAfterSeconds: keptS }],
});

export const keyTaken = (cause?: unknown): AppError =>
  new AppError("conflict", "idempotency.in_progress", "A request with this key is still being worked on", {
    headers: { "Retry-After": "1" },
    cause,
  });

export const isKeyTaken = (error: unknown): boolean =>
  error instanceof AppError && error.code === "idempotency.in_progress";

export const rowIdOf = ({ caller, key }: Claim): string =>
  createHash("sha256").update(`${caller}\0${key}`).digest("base64url");

export function createIdempotencyKeys({ connection }: { connection: Connection }): IdempotencyKeys {
  const rows = collectionOf<Row>(connection, collectionName);

  const find: IdempotencyKeys["find"] = async (claim) => {
    const row = await rows.findOne<KeyState>(
      { _id: rowIdOf(claim) },
      {
        projection: {
          _id: 0,
          fingerprint: 1,
          objectId: 1,
          answer: 1,
          isOwned: { $gt: ["$ownedUntil", "$$NOW"] },
        },
      },
    );
    return row ?? undefined;
  };

  return {
    find,
    async add(claim, objectId, session) {
      const { caller, key, fingerprint } = claim;
      const ownedMs = Math.ceil(Math.min(currentContext()?.msLeft() ?? Infinity, 10 * 60_000));
      try {
        // A filter that a present row cannot match: inserted with the server's time, or a duplicate key.
        await rows.updateOne(
          { _id: rowIdOf(claim), createdAt: { $exists: false } },
          [
            {
              $set: {
                caller: { $literal: caller },
                key: { $literal: key },
                fingerprint,
                objectId: { $literal: objectId },
                createdAt: "$$NOW",
                ownedUntil: { $add: ["$$NOW", Number.isFinite(ownedMs) ? ownedMs : defaultOwnershipMs] },
              },
            },
          ],
          { upsert: true, session },
        );
      } catch (error) {
        throw isDuplicateKey(error) ? keyTaken(error) : error;
      }
    },
    async record(claim, answer) {
      const { modifiedCount } = await rows.updateOne(
        { _id: rowIdOf(claim), fingerprint: claim.fingerprint, answer: { $exists: false } },
        { $set: { answer } },
      );
      if (modifiedCount === 1) return answer;
      return (await find(claim))?.answer ?? answer;
    },
  };
}
