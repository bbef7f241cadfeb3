/** Challenges in MongoDB, by the SHA-256 of what the client was told; forgotten once they are over. */
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import { hashOf } from "../tokens/token-rows.ts";
import { maxAnswers, type Challenge } from "./challenge.ts";

type Row = Challenge & { readonly _id: string; readonly answers: number };

export const challengeCollection: Collection = {
  name: "login_challenges",
  indexes: [
    { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" },
    { key: { "account.id": 1 }, name: "account" },
  ],
};

export type ChallengeStore = {
  insert(token: string, challenge: Challenge): Promise<void>;
  /** Counts an answer before it is judged. Undefined: never made, used, too old, or answered too often. */
  admit(token: string): Promise<Challenge | undefined>;
  /** False: somebody else has used it. */
  use(token: string): Promise<boolean>;
};

export function createChallengeStore({
  connection,
  now,
}: {
  readonly connection: Connection;
  readonly now: () => Date;
}): ChallengeStore {
  const rows = collectionOf<Row>(connection, challengeCollection.name);
  return {
    async insert(token, challenge) {
      await rows.insertOne({ _id: hashOf(token), answers: 0, ...challenge });
    },
    async admit(token) {
      const row = await rows.findOneAndUpdate(
        { _id: hashOf(token), expiresAt: { $gt: now() }, answers: { $lt: maxAnswers } },
        { $inc: { answers: 1 } },
      );
      return row ? { account: row.account, expiresAt: row.expiresAt } : undefined;
    },
    async use(token) {
      const { deletedCount } = await rows.deleteOne({ _id: hashOf(token) });
      return deletedCount === 1;
    },
  };
}
