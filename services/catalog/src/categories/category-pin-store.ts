/**
 * Categories while products are saved that name them. A product keeps its categories' names and paths; saved with old
 * ones after the change has gone through all products, it would show them for good. So a save writes the rows it has
 * read: of a save and a change of the same category at a time, the database lets one begin anew.
 */
import { createDocumentTurns, type TakeTurns } from "@shop/kit/mongo/document-turns";
import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { categoriesOf, categoryFields, toCategory } from "./category-rows.ts";
import type { Category } from "./category.ts";

export type CategoryPinStore = {
  /** One after another with whatever else this process does to the same categories. */
  readonly takeTurns: TakeTurns;
  /** As they are, and as they stay until the transaction has ended. An unknown one is absent. */
  pin(ids: readonly string[], transaction: Transaction): Promise<Category[]>;
};

export function createCategoryPinStore({ connection }: { connection: Connection }): CategoryPinStore {
  const categories = categoriesOf(connection);
  return {
    takeTurns: createDocumentTurns(),
    pin: async (ids, { session }) => {
      if (ids.length === 0) return [];
      const filter = { _id: { $in: [...ids] } };
      await categories.updateMany(filter, { $inc: { revision: 1 } }, { session });
      const rows = await categories.find(filter, { projection: categoryFields, session }).toArray();
      return rows.map(toCategory);
    },
  };
}
