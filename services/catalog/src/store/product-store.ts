/** Products in MongoDB: changes, their events and their SKUs are saved in one transaction or not at all. */
import type { Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transact } from "@shop/kit/mongo/transactions";
import type { ClientSession, Connection, mongo } from "mongoose";
import type { Change, ProductStore, SaveResult } from "../products/deps.ts";
import type { Listed, Product } from "../products/product.ts";
import { isInStock } from "../stock/stock.ts";
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { toListCommand } from "./product-list.ts";
import {
  headFields,
  productFields,
  toEdit,
  toProduct,
  toRow,
  type Head,
  type HeadRow,
  type ProductRow,
} from "./product-rows.ts";
import { createSkuOwners, type Levels } from "./sku-owners.ts";

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
};

export function createProductStore({ connection, transact, outbox }: StoreDeps): ProductStore {
  const products = collectionOf<ProductRow>(connection, "products");
  const heads = collectionOf<HeadRow>(connection, "products");
  const owners = createSkuOwners({ connection });

  const findHeads = async (changes: readonly Change[], session: ClientSession): Promise<Heads> => {
    const ids = changes.map(idOf);
    const rows = await heads.find({ _id: { $in: ids } }, { projection: headFields, session }).toArray();
    return new Map(rows.map(({ _id, ...head }) => [_id, head]));
  };

  return {
    find: async (idOrSlug) => {
      const row = await products.findOne({ names: idOrSlug }, { projection: productFields });
      return row ? toProduct(row) : undefined;
    },

    findMany: async (ids) => {
      const filter = { _id: { $in: [...ids] }, names: { $exists: true } };
      const rows = await products.find(filter, { projection: productFields }).toArray();
      return rows.map(toProduct);
    },

    findBySkus: async (skus) => {
      const filter = { "variants.sku": { $in: [...skus] } };
      const rows = await products.find(filter, { projection: productFields }).toArray();
      return rows.map(toProduct);
    },

    list: async (filter, { limit, after }) => {
      const { filter: query, ...order } = toListCommand(filter, after);
      const rows = await products.find(query, { ...order, limit, projection: listedFields }).toArray();
      return rows.map(({ _id, ...listed }): Listed => ({ id: _id, ...listed }));
    },

    takenNames: async (names) => {
      if (names.length === 0) return new Set();
      const rows = await products
        .find({ names: { $in: [...names] } }, { projection: { names: 1 } })
        .toArray();
      return new Set(rows.flatMap((row) => row.names));
    },

    save: async (changes) => {
      try {
        return await transact(async ({ session, onCommit }): Promise<SaveResult> => {
          const found = await findHeads(changes, session);
          const refusal = findRefusal(changes, found);
          if (refusal) return refusal;
          const levels = await owners.levelsFor(changes, session);
          const saved = changes.map((change) => toSaved(change, found.get(idOf(change)), levels, outbox));
          const writes = saved.map(({ write }) => write);
          await products.bulkWrite(writes, { session });
          await owners.save(changes, levels, session);
          onCommit(() => {
            for (const { product, unsent } of saved)
              outbox.publish(products.collectionName, product.id, unsent);
          });
          return { kind: "saved", products: saved.map(({ product }) => product) };
        });
      } catch (error) {
        const duplicate = toDuplicate(error);
        if (duplicate?.index === "names") return { kind: "taken", what: "name", value: duplicate.value };
        if (duplicate?.index === "skus") return { kind: "taken", what: "sku", value: duplicate.value };
        throw error;
      }
    },
  };
}

type Heads = ReadonlyMap<string, Head>;

/** A product must be what its decision was made on: nothing, or this very version. */
function findRefusal(changes: readonly Change[], found: Heads): SaveResult | undefined {
  for (const change of changes) {
    const head = found.get(idOf(change));
    const version = head === undefined || head.status === "removed" ? undefined : head.version;
    if (version === change.before?.version) continue;
    return change.before ? { kind: "moved" } : { kind: "taken", what: "name", value: idOf(change) };
  }
  return undefined;
}

const listedFields = {
  slug: 1,
  name: 1,
  brand: 1,
  price: 1,
  images: 1,
  rating: 1,
  inStock: 1,
  createdAt: 1,
} as const;

type Saved = {
  /** As it is now; as it was when it is removed. */
  readonly product: Product;
  readonly write: mongo.AnyBulkWriteOperation<ProductRow>;
  readonly unsent: readonly Unsent[];
};

const idOf = (change: Change): string => (change.kind === "remove" ? change.before.id : change.product.id);

/** The snapshot is the transaction's: whoever changes the same product meanwhile makes one of the two start again. */
function toSaved(
  change: Change,
  head: Head | undefined,
  levels: Levels,
  events: Pick<Outbox, "toUnsent">,
): Saved {
  const id = idOf(change);
  const sequence = (head?.sequence ?? 0) + change.events.length;
  const unsent = events.toUnsent({ aggregateId: id, sequence, events: change.events });
  const all = [...(head?.outbox ?? []), ...unsent];
  if (change.kind === "remove")
    return { product: change.before, unsent, write: toTombstone(change, head, sequence, all) };
  const { rating, reviews } = head ?? change.product;
  const product = { ...withStock(change, levels), rating, reviews };
  if (change.before) {
    const update = { $set: toEdit(product, sequence), $push: { outbox: { $each: unsent } } };
    return { product, unsent, write: { updateOne: { filter: { _id: id }, update } } };
  }
  const created = { ...product, version: (head?.version ?? 0) + 1 };
  const { _id, ...row } = toRow(created, sequence);
  const replacement = { ...row, outbox: all };
  return { product: created, unsent, write: { replaceOne: { filter: { _id }, replacement, upsert: true } } };
}

/** What is left of a removed product: counters, and what it still has to announce. */
function toTombstone(
  { before }: Extract<Change, { kind: "remove" }>,
  head: Head | undefined,
  sequence: number,
  outbox: readonly Unsent[],
): Saved["write"] {
  const { version, rating, reviews } = head ?? before;
  const tombstone = { status: "removed", version, sequence, rating, reviews, outbox };
  const replacement = tombstone as unknown as ProductRow;
  return { replaceOne: { filter: { _id: before.id }, replacement } };
}

function withStock({ product, firstStock }: Extract<Change, { kind: "save" }>, levels: Levels): Product {
  const variants = product.variants.map((variant) => {
    const available = levels.get(variant.sku)?.available ?? firstStock?.get(variant.sku) ?? 0;
    return { ...variant, inStock: isInStock({ available }) };
  });
  return { ...product, variants, inStock: variants.some(({ inStock }) => inStock) };
}
