/**
 * Products in MongoDB: changes, their events and their SKUs are saved in one transaction or not at all. What follows
 * reviews and stock is written by their slices, through functions of this store that take the transaction.
 */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { outboxIndex } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { gather } from "@shop/kit/process/gather";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { ClientSession, Connection } from "mongoose";
import type { CategoryPinStore } from "../categories/category-pin-store.ts";
import type { SkuOwnerStore } from "../stock/sku-owner-store.ts";
import type { Availability } from "../stock/stock.ts";
import { categoriesNamed, isLinkedTo } from "./category-links.ts";
import { idOf, toSaved } from "./product-change-rows.ts";
import { categoryIndex, listIndexes } from "./product-list-rows.ts";
import {
  headFields,
  productFields,
  soldFields,
  toInStock,
  toProduct,
  toSold,
  type Head,
  type HeadRow,
  type ProductRow,
  type SoldRow,
} from "./product-rows.ts";
import { type Change, type Product, type Sold } from "./product.ts";
import { ownershipAfter } from "./sku-ownership.ts";
import { createRecentSaves, type SavedProduct } from "./recent-saves.ts";

export const productCollection = { name: "products" } as const;

/** `currencies`: the shop's, in each of which products are listed by their prices. */
export const productCollectionIn = (currencies: ShopCurrencies): Collection => ({
  ...productCollection,
  indexes: [
    // An address leads to one product: no id is another's slug, and no slug another's id.
    { key: { names: 1 }, unique: true, sparse: true, name: "names" },
    { key: { "variants.sku": 1 }, unique: true, sparse: true, name: "skus" },
    // For pictures that no product shows.
    { key: { "images.url": 1 }, sparse: true, name: "pictures" },
    categoryIndex,
    ...listIndexes(currencies),
    outboxIndex,
  ],
});

export type SaveResult =
  | { readonly kind: "saved"; readonly products: readonly Product[] }
  /** A product is not what it was `before`, or a category not what the product names: read again. */
  | { readonly kind: "moved" }
  /** Another product has this id or slug, or this SKU. */
  | { readonly kind: "taken"; readonly what: "name" | "sku"; readonly value: string };

export type ProductStore = {
  find(idOrSlug: string): Promise<Product | undefined>;
  /** By id or slug, in no order. */
  findByNames(names: readonly string[]): Promise<Product[]>;
  /** So many behind this id, in the order of their ids. */
  findAfter(id: string, limit: number): Promise<Product[]>;
  /** In no order. */
  findBySkus(skus: readonly string[]): Promise<Sold[]>;
  /** Those of the names that are the id or slug of a product. */
  takenNames(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of the pictures' urls that a product shows, whatever its status. */
  shownAmong(urls: readonly string[]): Promise<ReadonlySet<string>>;
  /** All of the changes with their events and SKUs, in one transaction, or none of them. */
  save(changes: readonly Change[]): Promise<SaveResult>;
  /** By this store in the last moments, but for the many of an import. */
  recentSaves(): readonly SavedProduct[];
  /** Part of changing levels: whether the SKUs, and so their products, are in stock. */
  setInStock(skus: readonly Availability[], transaction: Transaction): Promise<void>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  readonly skuOwners: SkuOwnerStore;
  readonly pins: CategoryPinStore;
};

export function createProductStore(deps: StoreDeps): ProductStore {
  const { connection, transact, outbox, skuOwners, pins } = deps;
  const saves = createRecentSaves();
  const products = collectionOf<ProductRow>(connection, productCollection.name);
  const heads = collectionOf<HeadRow>(connection, productCollection.name);

  const findHeads = async (changes: readonly Change[], session: ClientSession): Promise<Heads> => {
    const ids = changes.map(idOf);
    const rows = await heads.find({ _id: { $in: ids } }, { projection: headFields, session }).toArray();
    return new Map(rows.map(({ _id, ...head }) => [_id, head]));
  };

  const saveIn = async (changes: readonly Change[], transaction: Transaction): Promise<SaveResult> => {
    const { session } = transaction;
    const found = await findHeads(changes, session);
    const refusal = findRefusal(changes, found);
    if (refusal) return refusal;
    const named = await pins.pin(categoriesNamed(changes), transaction);
    if (!isLinkedTo(changes, named)) return { kind: "moved" };
    const { kept, ...ownership } = ownershipAfter(changes);
    const levels = await skuOwners.levelsOf(kept, transaction);
    const saved = changes.map((change) => toSaved(change, found.get(idOf(change)), levels, outbox));
    const writes = saved.map(({ write }) => write);
    await products.bulkWrite(writes, { session });
    await skuOwners.save(ownership, levels, transaction);
    transaction.onCommit(() => {
      saves.note(saved.map(({ product: { id }, sequence }) => ({ id, sequence })));
      for (const { product, unsent } of saved) outbox.publish(productCollection.name, product.id, unsent);
    });
    return { kind: "saved", products: saved.map(({ product }) => product) };
  };

  return {
    find: gather(async (names: readonly string[]) => {
      const rows = await products
        .find({ names: { $in: [...names] } }, { projection: productFields })
        .toArray();
      return new Map(rows.flatMap((row) => withEach(row.names, toProduct(row))));
    }),

    findByNames: async (names) => {
      if (names.length === 0) return [];
      const rows = await products
        .find({ names: { $in: [...names] } }, { projection: productFields })
        .toArray();
      return rows.map(toProduct);
    },

    findAfter: async (id, limit) => {
      const filter = { _id: { $gt: id }, names: { $exists: true } };
      const order = { sort: { _id: 1 }, limit, projection: productFields } as const;
      return (await products.find(filter, order).toArray()).map(toProduct);
    },

    findBySkus: async (skus) => {
      const filter = { "variants.sku": { $in: [...skus] } };
      const rows = await products.find<SoldRow>(filter, { projection: soldFields }).toArray();
      return rows.map(toSold);
    },

    takenNames: async (names) => {
      if (names.length === 0) return new Set();
      const rows = await products
        .find({ names: { $in: [...names] } }, { projection: { names: 1 } })
        .toArray();
      return new Set(rows.flatMap((row) => row.names));
    },

    shownAmong: async (urls) => {
      const filter = { "images.url": { $in: [...urls] } };
      const shown = urls.length === 0 ? [] : await products.distinct("images.url", filter);
      return new Set(shown);
    },

    save: async (changes) => {
      try {
        const save = (transaction: Transaction): Promise<SaveResult> => saveIn(changes, transaction);
        return await pins.takeTurns(categoriesNamed(changes), () => transact(save));
      } catch (error) {
        const duplicate = toDuplicate(error);
        if (duplicate?.index === "names" || duplicate?.index === "_id_")
          return { kind: "taken", what: "name", value: duplicate.value };
        if (duplicate?.index === "skus") return { kind: "taken", what: "sku", value: duplicate.value };
        throw error;
      }
    },

    recentSaves: saves.list,

    setInStock: async (skus, { session }) => {
      if (skus.length > 0) await products.bulkWrite(skus.map(toInStock), { session });
    },
  };
}

const withEach = <Value>(keys: readonly string[], value: Value) => keys.map((key) => [key, value] as const);

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
