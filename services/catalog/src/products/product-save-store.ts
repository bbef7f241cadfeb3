/** Changes of products, with their events and their SKUs, saved in one transaction or not at all. */
import { createSaveAnnouncement } from "@shop/kit/messaging/announcements";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { collectionOf } from "@shop/kit/mongo/collections";
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { ClientSession, Connection } from "mongoose";
import type { CategoryPinStore, Pin } from "../categories/category-pin-store.ts";
import type { SkuOwnerStore } from "../stock/sku-owner-store.ts";
import { categoriesNamed, isLinkedTo } from "./category-links.ts";
import { idOf, toSaved, type Saved } from "./product-change-rows.ts";
import { productCollection } from "./product-collection-rows.ts";
import { headFields, type Head, type HeadRow, type ProductRow } from "./product-rows.ts";
import type { Change, Product } from "./product.ts";
import { createRecentSaves, type SavedProduct } from "./recent-saves.ts";
import { ownershipAfter } from "./sku-ownership.ts";

export type SaveResult =
  | { readonly kind: "saved"; readonly products: readonly Product[] }
  /** A product is not what it was `before`, or a category not what the product names: read again. */
  | { readonly kind: "moved" }
  /** Another product has this id or slug, or this SKU. */
  | { readonly kind: "taken"; readonly what: "name" | "sku"; readonly value: string };

export type ProductSaveStore = {
  /** All of the changes or none of them. */
  save(changes: readonly Change[]): Promise<SaveResult>;
  /** By this store in the last moments, but for the many of an import. */
  recentSaves(): readonly SavedProduct[];
};

export type ProductSaveDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  readonly skuOwners: SkuOwnerStore;
  readonly pins: CategoryPinStore;
};

export function createProductSaveStore(deps: ProductSaveDeps): ProductSaveStore {
  const { connection, transact, outbox, skuOwners, pins } = deps;
  const saveAnnouncement = createSaveAnnouncement({ connection, outbox });
  const saves = createRecentSaves();
  const products = collectionOf<ProductRow>(connection, productCollection.name);
  const heads = collectionOf<HeadRow>(connection, productCollection.name);

  const findHeads = async (changes: readonly Change[], session: ClientSession): Promise<Heads> => {
    if (changes.length === 0) return new Map();
    const ids = changes.map(idOf);
    const rows = await heads.find({ _id: { $in: ids } }, { projection: headFields, session }).toArray();
    return new Map(rows.map(({ _id, ...head }) => [_id, head]));
  };

  const announce = async (saved: readonly Saved[], transaction: Transaction): Promise<void> => {
    const [first, ...others] = saved;
    if (first && others.length === 0)
      transaction.onCommit(() => outbox.publish(productCollection.name, first.product.id, first.unsent));
    else
      await saveAnnouncement(
        saved.flatMap(({ unsent }) => unsent),
        transaction,
      );
  };

  const saveIn = async (
    { changes, looksFor }: Attempt,
    pin: Pin,
    transaction: Transaction,
  ): Promise<SaveResult> => {
    const { session } = transaction;
    const found = await findHeads(looksFor, session);
    const refusal = findRefusal(changes, found);
    if (refusal) return refusal;
    const named = await pin(categoriesNamed(changes), transaction);
    if (!isLinkedTo(changes, named)) return { kind: "moved" };
    const levels = await skuOwners.levelsOf(ownershipAfter(looksFor).kept, transaction);
    const announces = changes.length === 1;
    const saved = changes.map((change) => {
      const head = found.get(idOf(change));
      return toSaved(change, { head, levels, outbox, announces });
    });
    await products.bulkWrite(
      saved.map(({ write }) => write),
      { session },
    );
    await skuOwners.save(ownershipAfter(changes), levels, transaction);
    await announce(saved, transaction);
    const noted = saved.map(({ product: { id }, sequence }) => ({ id, sequence }));
    transaction.onCommit(() => saves.note(noted));
    return { kind: "saved", products: saved.map(({ product }) => product) };
  };

  const attempt = (given: Attempt): Promise<SaveResult> =>
    pins.whileSaving((pin) => transact((transaction) => saveIn(given, pin, transaction)));

  /** Of many new products hardly any takes the place of a removed one, or sells what had been sold before. */
  const attemptMany = async (changes: readonly Change[]): Promise<SaveResult> => {
    try {
      return await attempt({ changes, looksFor: changes.filter(({ before }) => before) });
    } catch (error) {
      if (toDuplicate(error)?.index !== "_id_") throw error;
      return attempt({ changes, looksFor: changes });
    }
  };

  return {
    save: async (changes) => {
      try {
        return await (changes.length > 1 ? attemptMany(changes) : attempt({ changes, looksFor: changes }));
      } catch (error) {
        const duplicate = toDuplicate(error);
        if (duplicate?.index === "names" || duplicate?.index === "_id_")
          return { kind: "taken", what: "name", value: duplicate.value };
        if (duplicate?.index === "skus") return { kind: "taken", what: "sku", value: duplicate.value };
        throw error;
      }
    },

    recentSaves: saves.list,
  };
}

type Attempt = {
  readonly changes: readonly Change[];
  /** Those whose rows, and whose SKUs' levels, may be there; a row of another one is a duplicate. */
  readonly looksFor: readonly Change[];
};

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
