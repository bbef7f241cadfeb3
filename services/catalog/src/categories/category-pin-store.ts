/**
 * Categories while products are saved that name them. A product keeps its categories' names and paths; saved with old
 * ones after a change of the tree has gone through all products, it would show them for good. So a save goes by one of
 * a few lanes, whose row its transaction writes, and a change of the tree writes the rows of all of them: of a save and
 * a change at the same time, the database lets one begin anew. Saves by different lanes do not meet.
 */
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { categoriesOf, categoryFields, toCategory, treeCollection, type TreeRow } from "./category-rows.ts";
import type { Category } from "./category.ts";

/** Part of a save: categories as they are, and as they stay until it has ended. An unknown one is absent. */
export type Pin = (ids: readonly string[], transaction: Transaction) => Promise<Category[]>;

/** The first part of a change: whatever is saved or changed meanwhile begins anew, or this one does. */
export type Claim = (transaction: Transaction) => Promise<void>;

export type CategoryPinStore = {
  /** By the lane on which this process has least to do. */
  whileSaving<Result>(work: (pin: Pin) => Promise<Result>): Promise<Result>;
  /** After all that this process has begun, and before what it begins then. */
  whileChanging<Result>(work: (claim: Claim) => Promise<Result>): Promise<Result>;
};

const tree = "tree";
const lanes = Array.from({ length: 8 }, (_, index) => `lane-${index}`);
const revised = { $inc: { revision: 1 } } as const;

/** Makes the rows when they are absent: what is not there, two cannot write at once. */
export async function openCategoryPins({
  connection,
}: {
  connection: Connection;
}): Promise<CategoryPinStore> {
  const categories = categoriesOf(connection);
  const rows = collectionOf<TreeRow>(connection, treeCollection.name);
  const takeTurns = createDocumentTurns();
  const busy = new Map(lanes.map((lane) => [lane, 0]));

  const write = async (ids: readonly string[], { session }: Transaction): Promise<void> => {
    const { matchedCount } = await rows.updateMany({ _id: { $in: [...ids] } }, revised, { session });
    if (matchedCount < ids.length) throw new Error(`Rows are missing in ${treeCollection.name}`);
  };

  const pinBy =
    (lane: string): Pin =>
    async (ids, transaction) => {
      if (ids.length === 0) return [];
      await write([lane], transaction);
      const options = { projection: categoryFields, session: transaction.session } as const;
      return (await categories.find({ _id: { $in: [...ids] } }, options).toArray()).map(toCategory);
    };

  await rows.bulkWrite(
    [tree, ...lanes].map((_id) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: { revision: 0 } }, upsert: true },
    })),
    { ordered: false },
  );
  return {
    whileSaving: async (work) => {
      const [lane, saves] = [...busy].reduce((least, each) => (each[1] < least[1] ? each : least));
      // Of those that are equally busy the one that was taken longest ago comes first.
      busy.delete(lane);
      busy.set(lane, saves + 1);
      try {
        return await takeTurns([lane], () => work(pinBy(lane)));
      } finally {
        busy.set(lane, (busy.get(lane) ?? 1) - 1);
      }
    },

    whileChanging: (work) =>
      takeTurns([tree, ...lanes], () => work((transaction) => write([tree, ...lanes], transaction))),
  };
}
