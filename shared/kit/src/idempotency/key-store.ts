/**
 * Keys of requests that may be repeated. A key commits with the change it names, so a crash leaves both or
 * neither; its answer is written once, by a conditional update, just before it is first sent.
 */
import { createHash } from "node:crypto";
import type { ClientSession, Connection } from "mongoose";
import { currentContext } from "../process/context.ts";
import { isDuplicateKey } from "../mongo/duplicate-key.ts";
import { AppError } from "../errors.ts";
import type { KeyedRequest } from "../keyed-request.ts";
import { type Collection, collectionOf } from "../mongo/collections.ts";

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
  /** What whoever sends the key with another request is told of the first. */
  readonly details?: Readonly<Record<string, string>>;
};

/** Where keys are found and answers kept. */
export type KeyStore = {
  readonly find: (keyed: KeyedRequest) => Promise<KeyState | undefined>;
  /** What is to be sent: this answer, or the one that was stored before it. */
  readonly record: (keyed: KeyedRequest, answer: StoredAnswer) => Promise<StoredAnswer>;
};

/** Keys as rows of their own, for changes that make nothing that could carry them. */
export type IdempotencyKeys = KeyStore & {
  /** Inside the change's transaction, before its commit; throws `idempotency.in_progress` when another request won. */
  readonly add: (keyed: KeyedRequest, objectId: string, session: ClientSession) => Promise<void>;
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
/** How long an answer is repeated as it was. */
export const answerKeptMs = 24 * 60 * 60_000;
const defaultOwnershipMs = 10_000;

export const idempotencyCollection: Collection = {
  name: collectionName,
  indexes: [{ key: { createdAt: 1 }, name: "ttl", expireAfterSeconds: answerKeptMs / 1_000 }],
};

/** How long the request at hand may still answer by itself: as long as its caller waits. */
export function ownershipMs(): number {
  const msLeft = Math.ceil(Math.min(currentContext()?.msLeft() ?? Infinity, 10 * 60_000));
  return currentContext() && Number.isFinite(msLeft) ? msLeft : defaultOwnershipMs;
}

export const keyTaken = (cause?: unknown): AppError =>
  new AppError("conflict", "idempotency.in_progress", "A request with this key is still being worked on", {
    headers: { "Retry-After": "1" },
    cause,
  });

export const isKeyTaken = (error: unknown): boolean =>
  error instanceof AppError && error.code === "idempotency.in_progress";

export const rowIdOf = ({ caller, key }: Pick<KeyedRequest, "caller" | "key">): string =>
  createHash("sha256").update(`${caller}\0${key}`).digest("base64url");

export function createIdempotencyKeys({ connection }: { connection: Connection }): IdempotencyKeys {
  const rows = collectionOf<Row>(connection, collectionName);

  const find: IdempotencyKeys["find"] = async (keyed) => {
    const row = await rows.findOne<KeyState>(
      { _id: rowIdOf(keyed) },
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
    async add(keyed, objectId, session) {
      const { caller, key, fingerprint } = keyed;
      try {
        // A filter that a present row cannot match: inserted with the server's time, or a duplicate key.
        await rows.updateOne(
          { _id: rowIdOf(keyed), createdAt: { $exists: false } },
          [
            {
              $set: {
                caller: { $literal: caller },
                key: { $literal: key },
                fingerprint,
                objectId: { $literal: objectId },
                createdAt: "$$NOW",
                ownedUntil: { $add: ["$$NOW", ownershipMs()] },
              },
            },
          ],
          { upsert: true, session },
        );
      } catch (error) {
        throw isDuplicateKey(error) ? keyTaken(error) : error;
      }
    },
    async record(keyed, answer) {
      const { modifiedCount } = await rows.updateOne(
        { _id: rowIdOf(keyed), fingerprint: keyed.fingerprint, answer: { $exists: false } },
        { $set: { answer } },
      );
      if (modifiedCount === 1) return answer;
      return (await find(keyed))?.answer ?? answer;
    },
  };
}
