/**
 * Idempotency keys of orders: a key is kept in the order that it made, with the answer that was first sent, or in the one
 * that it changed. Of those there may be many, and an answer is as long as the order: they are kept beside it.
 */
import { answerKeptMs, rowIdOf, type KeyStore, type StoredAnswer } from "@shop/kit/idempotency/key-store";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import type { ServerClock } from "@shop/kit/mongo/server-clock";
import type { Connection, mongo } from "mongoose";
import { ordersOf, type OrderRow } from "./order-rows.ts";

type KeyRow = Pick<OrderRow, "_id" | "fingerprint" | "ownedUntil" | "answer" | "createdAt">;

type AnswerRow = { readonly _id: string; readonly answer: StoredAnswer; readonly createdAt: Date };

export const answerCollection: Collection = {
  name: "change_answers",
  indexes: [{ key: { createdAt: 1 }, name: "ttl", expireAfterSeconds: answerKeptMs / 1_000 }],
};

export const answersOf = (connection: Connection): mongo.Collection<AnswerRow> =>
  collectionOf<AnswerRow>(connection, answerCollection.name);

const projection = { fingerprint: 1, ownedUntil: 1, answer: 1, createdAt: 1 } as const;

export function createOrderKeys({
  connection,
  clock,
}: {
  connection: Connection;
  clock: ServerClock;
}): KeyStore {
  const orders = ordersOf(connection);

  const find: KeyStore["find"] = async ({ caller, key }) => {
    const filter = { placedBy: caller, idempotencyKey: key };
    const row = await orders.findOne<KeyRow>(filter, { projection });
    if (!row) return undefined;
    const { _id, fingerprint, ownedUntil, answer, createdAt } = row;
    const at = clock.now().getTime();
    return {
      objectId: _id,
      fingerprint,
      answer: at < createdAt.getTime() + answerKeptMs ? answer : undefined,
      isOwned: ownedUntil.getTime() > at,
    };
  };

  return {
    find,
    record: async (keyed, answer) => {
      const { modifiedCount } = await orders.updateOne(
        { placedBy: keyed.caller, idempotencyKey: keyed.key, answer: { $exists: false } },
        { $set: { answer } },
      );
      if (modifiedCount === 1) return answer;
      return (await find(keyed))?.answer ?? answer;
    },
  };
}

/** Of requests that ship and refund. */
export function createChangeKeys({
  connection,
  clock,
}: {
  connection: Connection;
  clock: ServerClock;
}): KeyStore {
  const orders = ordersOf(connection);
  const answers = answersOf(connection);

  const find: KeyStore["find"] = async (keyed) => {
    const id = rowIdOf(keyed);
    const filter = { "requests.id": id };
    const row = await orders.findOne(filter, { projection: { requests: { $elemMatch: { id } } } });
    if (!row) return undefined;
    const { _id: objectId, requests = [] } = row;
    const [request] = requests;
    if (!request) return undefined;
    const answered = await answers.findOne({ _id: id });
    return {
      objectId,
      fingerprint: request.fingerprint,
      answer: answered?.answer,
      isOwned: request.ownedUntil > clock.now(),
    };
  };

  return {
    find,
    record: async (keyed, answer) => {
      try {
        await answers.insertOne({ _id: rowIdOf(keyed), answer, createdAt: clock.now() });
        return answer;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await find(keyed))?.answer ?? answer;
      }
    },
  };
}
