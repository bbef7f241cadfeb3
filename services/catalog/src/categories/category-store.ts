/**
 * Categories in MongoDB. The tree changes in one transaction at a time, which also moves what stands below; what products
 * keep of a category follows batch by batch, and is owed until it is done.
 */
import type { Total } from "@shop/contracts/language/page";
import { crashPoint } from "@shop/kit/process/crash-point";
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { collectionOf } from "@shop/kit/mongo/collections";
import { countRows } from "@shop/kit/mongo/count-rows";
import type { Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import { gather } from "@shop/kit/process/gather";
import type { Connection } from "mongoose";
import type { PageRequest } from "../paging/page.ts";
import type { CategoryPinStore, Claim } from "./category-pin-store.ts";
import {
  categoriesOf,
  categoryCollection,
  categoryFields,
  findCategoriesIn,
  toCategory,
  toMoved,
  toRow,
  tombstoneCollection,
  type TombstoneRow,
} from "./category-rows.ts";
import type { Category, Decision, Situation } from "./category.ts";

export type TreeRequest = {
  readonly idOrSlug: string;
  /** There is none of this id, or it is refused. */
  readonly isNew?: true;
  /** What it is to stand under; null and undefined: nothing. */
  readonly parentId?: string | null | undefined;
};

/** `category`: as it is now, or was when it is removed; undefined when there is none. */
export type TreeResult = { readonly category: Category | undefined } | { readonly taken: string };

export type CategoryStore = {
  find(idOrSlug: string): Promise<Category | undefined>;
  /** By id or slug, in no order; an unknown one is absent. */
  findMany(idsOrSlugs: readonly string[]): Promise<Category[]>;
  /** By position, then id: those directly under this one, those at the top (null), or all. */
  list(page: PageRequest & { readonly parentId?: string | null | undefined }): Promise<Category[]>;
  count(parentId: string | null | undefined): Promise<Total>;
  /**
   * Reads what matters of the tree, decides, and saves, in one transaction. `decide` may run several times; what it throws
   * ends the transaction. `taken`: this name is another category's id or slug.
   */
  changeTree(
    request: TreeRequest,
    decide: (situation: Situation) => Decision | undefined,
  ): Promise<TreeResult>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  readonly pins: Pick<CategoryPinStore, "whileAdding" | "whileChanging">;
  /** What is needed of the products, which know categories and cannot be known by them. */
  readonly products: { isInUse(categoryId: string, transaction: Transaction): Promise<boolean> };
};

export function createCategoryStore(deps: StoreDeps): CategoryStore {
  const { connection, transact, outbox, pins, products } = deps;
  const categories = categoriesOf(connection);
  const tombstones = collectionOf<TombstoneRow>(connection, tombstoneCollection.name);

  const findIn = async (name: string, { session }: Transaction): Promise<Category | undefined> => {
    const row = await categories.findOne({ names: name }, { projection: categoryFields, session });
    return row ? toCategory(row) : undefined;
  };

  const levelsBelow = async (category: Category, { session }: Transaction): Promise<number> => {
    const [deepest] = await categories
      .aggregate<{ levels: number }>(
        [{ $match: { path: category.id } }, { $group: { _id: null, levels: { $max: { $size: "$path" } } } }],
        { session },
      )
      .toArray();
    return (deepest?.levels ?? category.path.length) - category.path.length;
  };

  const look = async ({ idOrSlug, parentId }: TreeRequest, transaction: Transaction): Promise<Situation> => {
    const { session } = transaction;
    const category = await findIn(idOrSlug, transaction);
    const parent = typeof parentId === "string" ? await findIn(parentId, transaction) : undefined;
    const height = category ? await levelsBelow(category, transaction) : 0;
    const isInUse = height > 0 || (category ? await products.isInUse(category.id, transaction) : false);
    const projection = { version: 1, sequence: 1 } as const;
    const tombstone = await tombstones.findOne({ _id: idOrSlug }, { projection, session });
    return { category, parent, height, isInUse, tombstone: tombstone ?? undefined };
  };

  /** Its events with those of its forerunner that nobody may have heard yet. */
  const insert = async ({ category }: Decision, unsent: Unsent[], { session }: Transaction) => {
    const tombstone = await tombstones.findOneAndDelete({ _id: category.id }, { session });
    const all = [...(tombstone?.outbox ?? []), ...unsent];
    await categories.insertOne({ ...toRow(category), revision: 1, outbox: all }, { session });
  };

  const replace = async (before: Category, after: Category, unsent: Unsent[], { session }: Transaction) => {
    const { _id, ...row } = toRow(after);
    const update = { $set: row, $inc: { revision: 1 }, $push: { outbox: { $each: unsent } } };
    await categories.updateOne({ _id }, update, { session });
    if (before.parentId !== after.parentId)
      await categories.updateMany({ path: _id, _id: { $ne: _id } }, toMoved(before, after), { session });
  };

  const bury = async ({ category }: Decision, unsent: Unsent[], { session }: Transaction) => {
    const { id: _id, version, sequence } = category;
    const row = await categories.findOneAndDelete({ _id }, { session });
    const all = [...(row?.outbox ?? []), ...unsent];
    await tombstones.insertOne({ _id, version, sequence, outbox: all }, { session });
  };

  const save = async (decision: Decision, transaction: Transaction): Promise<void> => {
    const { kind, before, category, events } = decision;
    const { id, sequence } = category;
    const unsent = outbox.toUnsent({ aggregateId: id, sequence, events });
    if (kind === "remove") await bury(decision, unsent, transaction);
    else if (before) await replace(before, category, unsent, transaction);
    else await insert(decision, unsent, transaction);
    const { name } = kind === "remove" ? tombstoneCollection : categoryCollection;
    transaction.onCommit(() => {
      crashPoint(`category.${kind}`);
      outbox.publish(name, id, unsent);
    });
  };

  return {
    find: gather(async (names: readonly string[]) => {
      const filter = { names: { $in: [...names] } };
      const rows = await categories.find(filter, { projection: categoryFields }).toArray();
      return new Map(rows.flatMap((row) => row.names.map((name) => [name, toCategory(row)] as const)));
    }),

    findMany: (idsOrSlugs) => findCategoriesIn(connection, idsOrSlugs),

    list: async ({ limit, after, parentId }) => {
      const { key: position, id } = after ?? { key: -1, id: "" };
      const rows = await categories
        .find(
          {
            ...(parentId !== undefined && { parentId }),
            $or: [{ position, _id: { $gt: id } }, { position: { $gt: position } }],
          },
          { sort: { position: 1, _id: 1 }, limit, projection: categoryFields },
        )
        .toArray();
      return rows.map(toCategory);
    },

    count: (parentId) => countRows(categories, parentId === undefined ? {} : { parentId }),

    changeTree: async (request, decide) => {
      const change = (claim: Claim) =>
        transact(async (transaction): Promise<TreeResult> => {
          // Of the whole tree, one change at a time: two moves that are right alone may be a circle together.
          await claim(transaction);
          const situation = await look(request, transaction);
          const decision = decide(situation);
          if (!decision) return { category: situation.category };
          await save(decision, transaction);
          return { category: decision.category };
        });
      try {
        return await (request.isNew ? pins.whileAdding(change) : pins.whileChanging(change));
      } catch (error) {
        const duplicate = toDuplicate(error);
        if (duplicate?.index !== "names") throw error;
        return { taken: duplicate.value };
      }
    },
  };
}
