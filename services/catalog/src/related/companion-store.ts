/** What is bought together, in MongoDB: a row for each product; each event counts once, however often it is heard. */
import { again } from "@shop/kit/change";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { addCompanions, type Companion } from "./companions.ts";

type CompanionRow = { readonly _id: string; readonly companions: readonly Companion[] };
/** `<who heard>:<event>` */
type HeardRow = { readonly _id: string; readonly at: Date };

/** Longer than the broker tries to deliver an event. */
const remembersS = 30 * 24 * 60 * 60;

export const companionCollection: Collection = { name: "companions" };
export const heardCollection: Collection = {
  name: "heard_events",
  indexes: [{ key: { at: 1 }, expireAfterSeconds: remembersS, name: "age" }],
};

export type CompanionStore = {
  /** The most frequent first. */
  find(productId: string): Promise<readonly Companion[]>;
  /** Each of the products with all others; nothing when the event has been counted. */
  add(eventId: string, productIds: readonly string[]): Promise<void>;
};

export function createCompanionStore({
  connection,
  transact,
}: {
  readonly connection: Connection;
  readonly transact: Transact;
}): CompanionStore {
  const rows = collectionOf<CompanionRow>(connection, companionCollection.name);
  const heard = collectionOf<HeardRow>(connection, heardCollection.name);
  const takeTurns = createDocumentTurns();

  const count = async (_id: string, productIds: readonly string[], { session }: Transaction) => {
    if (await heard.findOne({ _id }, { session })) return;
    await heard.insertOne({ _id, at: new Date() }, { session });
    const found = await rows.find({ _id: { $in: [...productIds] } }, { session }).toArray();
    const known = new Map(found.map(({ _id: id, companions }) => [id, companions]));
    const writes = productIds.map((id) => {
      const others = productIds.filter((other) => other !== id);
      const companions = addCompanions(known.get(id) ?? [], others);
      return { replaceOne: { filter: { _id: id }, replacement: { companions }, upsert: true } };
    });
    await rows.bulkWrite(writes, { session });
  };

  return {
    find: async (_id) => (await rows.findOne({ _id }))?.companions ?? [],

    add: async (eventId, productIds) => {
      const counting = () =>
        transact((transaction) => count(`related:${eventId}`, productIds, transaction)).catch(
          (error: unknown) => {
            // Somebody else has made the same row meanwhile.
            if (isDuplicateKey(error)) return "moved" as const;
            throw error;
          },
        );
      await takeTurns(productIds, () => again(counting));
    },
  };
}
