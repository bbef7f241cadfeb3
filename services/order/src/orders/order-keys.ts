/** Idempotency keys of orders: a key is kept in the order that it made, with the answer that was first sent. */
import { answerKeptMs, type KeyStore } from "@shop/kit/idempotency/key-store";
import type { ServerClock } from "@shop/kit/mongo/server-clock";
import type { Connection } from "mongoose";
import { ordersOf, type OrderRow } from "./order-rows.ts";

type KeyRow = Pick<OrderRow, "_id" | "fingerprint" | "ownedUntil" | "answer" | "createdAt">;

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
