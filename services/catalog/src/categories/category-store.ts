/** Categories in MongoDB. */
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import type { PageRequest } from "../paging/page.ts";
import type { Category } from "./category.ts";

/** A field that is added from now on is optional here, and `toCategory` gives it its value. */
type CategoryRow = {
  readonly _id: string;
  /** Id and slug: an address leads to one category. */
  readonly names: readonly string[];
  readonly slug: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly position: number;
  readonly version: number;
  readonly path: readonly string[];
};

export const categoryCollection: Collection = {
  name: "categories",
  indexes: [
    { key: { names: 1 }, unique: true, name: "names" },
    { key: { position: 1, _id: 1 }, name: "position" },
  ],
};

export type CategoryStore = {
  find(idOrSlug: string): Promise<Category | undefined>;
  /** By id or slug, in no order; an unknown one is absent. */
  findMany(idsOrSlugs: readonly string[]): Promise<Category[]>;
  /** By position, then id. */
  list(page: PageRequest): Promise<Category[]>;
  /** `taken`: this name is another category's id or slug. */
  insert(category: Category): Promise<"saved" | { readonly taken: string }>;
};

export function createCategoryStore({ connection }: { connection: Connection }): CategoryStore {
  const categories = collectionOf<CategoryRow>(connection, categoryCollection.name);
  return {
    find: async (idOrSlug) => {
      const row = await categories.findOne({ names: idOrSlug });
      return row ? toCategory(row) : undefined;
    },

    findMany: async (idsOrSlugs) => {
      const rows = await categories.find({ names: { $in: [...idsOrSlugs] } }).toArray();
      return rows.map(toCategory);
    },

    list: async ({ limit, after }) => {
      const { key: position, id } = after ?? { key: -1, id: "" };
      const rows = await categories
        .find(
          { $or: [{ position, _id: { $gt: id } }, { position: { $gt: position } }] },
          { sort: { position: 1, _id: 1 }, limit },
        )
        .toArray();
      return rows.map(toCategory);
    },

    insert: async ({ id, ...rest }) => {
      try {
        await categories.insertOne({ _id: id, ...rest, names: [...new Set([id, rest.slug])] });
        return "saved";
      } catch (error) {
        const duplicate = toDuplicate(error);
        if (!duplicate) throw error;
        return { taken: duplicate.value };
      }
    },
  };
}

const toCategory = ({ _id, names: _names, ...rest }: CategoryRow): Category => ({ id: _id, ...rest });
