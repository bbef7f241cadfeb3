/** Categories as they lie in MongoDB. */
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { owesIndex } from "@shop/kit/work/owed";
import type { Connection, mongo } from "mongoose";
import type { Category, Counters, Spread } from "./category.ts";

/** A field that is added from now on is optional here, and `toCategory` gives it its value. */
export type CategoryRow = {
  readonly _id: string;
  /** Id and slug: an address leads to one category. */
  readonly names: readonly string[];
  readonly slug: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly position: number;
  readonly version: number;
  readonly path: readonly string[];
  readonly sequence?: number;
  /** Counts every write, also of products that name it. */
  readonly revision?: number;
  readonly owes?: readonly Spread[];
  readonly outbox?: readonly Unsent[];
};

/** A row that owes work was written since there is such work. */
export type OwingCategoryRow = CategoryRow & { readonly revision: number };

/** What is left of a category. */
export type TombstoneRow = Counters & { readonly _id: string; readonly outbox: readonly Unsent[] };

/** What is written so that of two transactions at a time one begins anew. */
export type TreeRow = {
  readonly _id: string;
  readonly revision: number;
  /** A change of the tree is about to come: until then nobody begins a save by this lane. */
  readonly closedUntil?: Date | null;
};

export const categoryCollection: Collection = {
  name: "categories",
  indexes: [
    { key: { names: 1 }, unique: true, name: "names" },
    { key: { position: 1, _id: 1 }, name: "position" },
    { key: { parentId: 1, position: 1, _id: 1 }, name: "parent" },
    { key: { path: 1 }, name: "path" },
    owesIndex,
    outboxIndex,
  ],
};
export const tombstoneCollection: Collection = { name: "removed_categories", indexes: [outboxIndex] };
export const treeCollection: Collection = { name: "category_tree" };

export const categoriesOf = (connection: Connection): mongo.Collection<CategoryRow> =>
  collectionOf<CategoryRow>(connection, categoryCollection.name);

export const owingCategoriesOf = (connection: Connection): mongo.Collection<OwingCategoryRow> =>
  collectionOf<OwingCategoryRow>(connection, categoryCollection.name);

/** What of it is for nobody who reads a category. */
export const categoryFields = { outbox: 0 } as const;

export const toCategory = ({
  _id,
  names: _names,
  revision: _revision,
  outbox: _outbox,
  sequence = 0,
  owes = [],
  ...rest
}: CategoryRow): Category => ({ id: _id, ...rest, sequence, owes });

export const toRow = ({ id, ...rest }: Category): Omit<CategoryRow, "revision" | "outbox"> => ({
  _id: id,
  ...rest,
  names: [...new Set([id, rest.slug])],
});

/** What stands below a category that has moved, moves with it. */
export const toMoved = (before: Category, after: Category): mongo.Document[] => [
  {
    $set: {
      path: { $concatArrays: [after.path, { $slice: ["$path", before.path.length, { $size: "$path" }] }] },
      revision: { $add: [{ $ifNull: ["$revision", 0] }, 1] },
    },
  },
];

/** By id or slug, in no order; an unknown one is absent. */
export async function findCategoriesIn(
  connection: Connection,
  idsOrSlugs: readonly string[],
): Promise<Category[]> {
  const filter = { names: { $in: [...idsOrSlugs] } };
  const rows = await categoriesOf(connection).find(filter, { projection: categoryFields }).toArray();
  return rows.map(toCategory);
}
