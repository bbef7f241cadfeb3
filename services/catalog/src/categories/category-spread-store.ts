/**
 * Brings a changed category to the products that name it, a batch at a time, each in a transaction: a product that is
 * saved meanwhile makes the batch begin anew, and neither is undone by the other.
 */
import type { Outbox } from "@shop/kit/messaging/outbox";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import { categoriesOf, categoryCollection, categoryFields, toCategory } from "./category-rows.ts";
import { changed, isSameLinks, linksTo, type Category, type Links, type Spread } from "./category.ts";

export type Linked = Links & { readonly id: string };

export type CategorySpreadStore = {
  /** Of the products in the category those after this one; the last of the batch, or null when none is left. */
  spread(categoryId: string, after: string | null): Promise<string | null>;
  /** How far it is, and from when on it is somebody else's business. */
  note(
    categoryId: string,
    spread: Spread,
    position: { readonly after: string; readonly dueAt: Date },
  ): Promise<void>;
  /** Owed no more, and announced; nothing when the category has changed since, which is owed anew. */
  finish(categoryId: string, spread: Spread): Promise<void>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  readonly products: {
    /** Those in the category or below it, by id. */
    linkedTo(
      page: { readonly categoryId: string; readonly after: string | null; readonly limit: number },
      transaction: Transaction,
    ): Promise<readonly Linked[]>;
    setLinks(linked: readonly Linked[], transaction: Transaction): Promise<void>;
  };
};

const batch = 200;

export function createCategorySpreadStore(deps: StoreDeps): CategorySpreadStore {
  const { connection, transact, outbox, products } = deps;
  const categories = categoriesOf(connection);

  return {
    spread: (categoryId, after) =>
      transact(async (transaction) => {
        const { session } = transaction;
        const linked = await products.linkedTo({ categoryId, after, limit: batch }, transaction);
        const ids = [...new Set(linked.flatMap((product) => product.categories.map(({ id }) => id)))];
        const rows = await categories
          .find({ _id: { $in: ids } }, { projection: categoryFields, session })
          .toArray();
        const now = new Map(rows.map(toCategory).map((category) => [category.id, category]));
        await products.setLinks(
          linked.flatMap((product) => relinked(product, now)),
          transaction,
        );
        return linked.length < batch ? null : (linked.at(-1)?.id ?? null);
      }),

    note: async (_id, { id }, { after, dueAt }) => {
      await categories.updateOne(
        { _id, "owes.id": id },
        { $set: { "owes.$.after": after, "owes.$.dueAt": dueAt }, $inc: { revision: 1 } },
      );
    },

    finish: (_id, { id }) =>
      transact(async ({ session, onCommit }) => {
        const row = await categories.findOne({ _id, "owes.id": id }, { session });
        if (!row) return;
        const category = toCategory(row);
        const sequence = category.sequence + 1;
        const unsent = outbox.toUnsent({ aggregateId: _id, sequence, events: [changed(category)] });
        const done = { owes: { id }, outbox: { $each: unsent } };
        await categories.updateOne(
          { _id },
          {
            $pull: { owes: done.owes },
            $push: { outbox: done.outbox },
            $set: { sequence },
            $inc: { revision: 1 },
          },
          { session },
        );
        onCommit(() => outbox.publish(categoryCollection.name, _id, unsent));
      }),
  };
}

/** Empty when it shows them already. */
function relinked(product: Linked, now: ReadonlyMap<string, Category>): Linked[] {
  const links = linksTo(product.categories.flatMap(({ id }) => now.get(id) ?? []));
  return isSameLinks(links, product) ? [] : [{ id: product.id, ...links }];
}
