/**
 * Categories while products are saved that name them. A product keeps its categories' names and paths; saved with old
 * ones after a change of the tree has gone through all products, it would show them for good. So a save goes by one of
 * a few lanes, whose row its transaction writes, and a change of the tree writes the rows of all of them: of a save and
 * a change at the same time, the database lets one begin anew. Saves by different lanes do not meet.
 */
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import { collectionOf } from "@shop/kit/mongo/collections";
import { OthersFirst, type Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { categoriesOf, categoryFields, toCategory, treeCollection, type TreeRow } from "./category-rows.ts";
import type { Category } from "./category.ts";

/** Part of a save: categories as they are, and as they stay until it has ended. An unknown one is absent. */
export type Pin = (ids: readonly string[], transaction: Transaction) => Promise<Category[]>;

/** The first part of a change: of what is saved or changed meanwhile, one begins anew. */
export type Claim = (transaction: Transaction) => Promise<void>;

export type CategoryPinStore = {
  /** By the lane on which this process has least to do. */
  whileSaving<Result>(work: (pin: Pin) => Promise<Result>): Promise<Result>;
  /** A category that no product can name yet: one change of the tree after another, beside all saves. */
  whileAdding<Result>(work: (claim: Claim) => Promise<Result>): Promise<Result>;
  /** After all that this process has begun, and before what it begins then. Other processes let it pass. */
  whileChanging<Result>(work: (claim: Claim) => Promise<Result>): Promise<Result>;
};

const tree = "tree";
const lanes = Array.from({ length: 8 }, (_, index) => `lane-${index}`);
/** Longer than it takes those who save to end, and the change to begin. Who dies in between keeps saves for so long. */
const closedMs = 5_000;

const isOpen = { $expr: { $not: { $gt: ["$closedUntil", "$$NOW"] } } } as const;

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

  const claim = async (ids: readonly string[], { session }: Transaction): Promise<void> => {
    const opened = { $inc: { revision: 1 }, $set: { closedUntil: null } } as const;
    const { matchedCount } = await rows.updateMany({ _id: { $in: [...ids] } }, opened, { session });
    if (matchedCount < ids.length) throw new Error(`Rows are missing in ${treeCollection.name}`);
  };

  /** Waits for the saves that are under way: outside a transaction, a write waits for its row. */
  const close = (): Promise<unknown> =>
    rows.updateMany({ _id: { $in: lanes } }, [
      { $set: { closedUntil: { $dateAdd: { startDate: "$$NOW", unit: "millisecond", amount: closedMs } } } },
    ]);

  /** After a change that came to nothing. They open by themselves, too. */
  const reopen = (): Promise<unknown> =>
    rows.updateMany({ _id: { $in: lanes } }, { $set: { closedUntil: null } }).catch(() => undefined);

  const pinBy =
    (lane: string): Pin =>
    async (ids, transaction) => {
      if (ids.length === 0) return [];
      const { matchedCount } = await rows.updateOne(
        { _id: lane, ...isOpen },
        { $inc: { revision: 1 } },
        { session: transaction.session },
      );
      if (matchedCount === 0) throw new OthersFirst(`${lane} is closed for a change of the tree`);
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

    whileAdding: (work) => takeTurns([tree], () => work((transaction) => claim([tree], transaction))),

    whileChanging: (work) => {
      const all = [tree, ...lanes];
      let isRefused = false;
      let isClosed = false;
      // An import elsewhere is on one of the lanes nearly always: a change that waited for its luck might wait for ever.
      const claimAll: Claim = async (transaction) => {
        if (isRefused) {
          isClosed = true;
          await close();
        }
        isRefused = true;
        await claim(all, transaction);
      };
      return takeTurns(all, async () => {
        try {
          return await work(claimAll);
        } catch (error) {
          if (isClosed) await reopen();
          throw error;
        }
      });
    },
  };
}
