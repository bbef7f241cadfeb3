/**
 * Idempotency keys of orders: a key is kept in the order that it made, with the answer that was first sent, or in the one
 * that it changed. Of those there may be many, and an answer is as long as the order: they are kept beside it. Whatever
 * a key was first used for, it is used: it is looked for among both, and `requests` of all orders hold it once.
 */
import {
  answerKeptMs,
  rowIdOf,
  type KeyState,
  type KeyStore,
  type StoredAnswer,
} from "@shop/kit/idempotency/key-store";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import type { ServerClock } from "@shop/kit/mongo/server-clock";
import type { Connection, mongo } from "mongoose";
import { ordersOf, type OrderRow } from "./order-rows.ts";

type Made = Pick<OrderRow, "_id" | "fingerprint" | "ownedUntil" | "answer" | "createdAt">;
type KeyRow = Made & Pick<OrderRow, "placedBy" | "idempotencyKey" | "requests">;

type AnswerRow = { readonly _id: string; readonly answer: StoredAnswer; readonly createdAt: Date };

export const answerCollection: Collection = {
  name: "change_answers",
  indexes: [{ key: { createdAt: 1 }, name: "ttl", expireAfterSeconds: answerKeptMs / 1_000 }],
};

export const answersOf = (connection: Connection): mongo.Collection<AnswerRow> =>
  collectionOf<AnswerRow>(connection, answerCollection.name);

const projection = {
  placedBy: 1,
  idempotencyKey: 1,
  fingerprint: 1,
  ownedUntil: 1,
  answer: 1,
  createdAt: 1,
} as const;

type KeyDeps = { readonly connection: Connection; readonly clock: ServerClock };

/** Of requests that place orders. */
export function createOrderKeys(deps: KeyDeps): KeyStore {
  const orders = ordersOf(deps.connection);
  const find = createFind(deps);
  return {
    find,
    record: async (keyed, answer) => {
      const { modifiedCount } = await orders.updateOne(
        { placedBy: keyed.caller, idempotencyKey: keyed.key, answer: { $exists: false } },
        { $set: { answer } },
      );
      if (modifiedCount === 1) return answer;
      const known = await find(keyed);
      if (!known || known.answer) return known?.answer ?? answer;
      // Made by a guest who never heard of it, whose orders the caller has claimed.
      await orders.updateOne({ _id: known.objectId, answer: { $exists: false } }, { $set: { answer } });
      return (await find(keyed))?.answer ?? answer;
    },
  };
}

/** Of requests that ship and refund. */
export function createChangeKeys(deps: KeyDeps): KeyStore {
  const answers = answersOf(deps.connection);
  const find = createFind(deps);
  return {
    find,
    record: async (keyed, answer) => {
      try {
        await answers.insertOne({ _id: rowIdOf(keyed), answer, createdAt: deps.clock.now() });
        return answer;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await find(keyed))?.answer ?? answer;
      }
    },
  };
}

function createFind({ connection, clock }: KeyDeps): KeyStore["find"] {
  const orders = ordersOf(connection);
  const answers = answersOf(connection);

  const toMade = ({ _id, fingerprint, ownedUntil, answer, createdAt }: Made): KeyState => {
    const at = clock.now().getTime();
    return {
      objectId: _id,
      fingerprint,
      answer: at < createdAt.getTime() + answerKeptMs ? answer : undefined,
      isOwned: ownedUntil.getTime() > at,
      details: { orderId: _id },
    };
  };

  return async (keyed: KeyedRequest) => {
    const { caller, key } = keyed;
    const id = rowIdOf(keyed);
    // An order that was placed before `requests` held that has its key by itself.
    const filter = { $or: [{ placedBy: caller, idempotencyKey: key }, { "requests.id": id }] };
    const row = await orders.findOne<KeyRow>(filter, {
      projection: { ...projection, requests: { $elemMatch: { id } } },
    });
    if (!row) return undefined;
    const { _id: objectId, requests: [request] = [] } = row;
    // Made by the caller, or by the guest whose orders the caller has claimed.
    const isMaker = row.placedBy === caller || request?.fingerprint === row.fingerprint;
    if (isMaker && row.idempotencyKey === key) return toMade(row);
    if (!request) return undefined;
    const { fingerprint, ownedUntil } = request;
    const answered = await answers.findOne({ _id: id });
    return { objectId, fingerprint, answer: answered?.answer, isOwned: ownedUntil > clock.now() };
  };
}
