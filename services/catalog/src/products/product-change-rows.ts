/** What a change of a product writes: a new row, an edit, or a tombstone. */
import type { Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import type { mongo } from "mongoose";
import type { Levels } from "../stock/sku-owner-store.ts";
import { isInStock } from "../stock/stock.ts";
import { toEdit, toRow, type Head, type ProductRow } from "./product-rows.ts";
import type { Change, Product } from "./product.ts";

export type Saved = {
  /** As it is now; as it was when it is removed. */
  readonly product: Product;
  readonly write: mongo.AnyBulkWriteOperation<ProductRow>;
  readonly unsent: readonly Unsent[];
  /** Of the row, once it is written. */
  readonly sequence: number;
};

export const idOf = (change: Change): string =>
  change.kind === "remove" ? change.before.id : change.product.id;

type Ground = {
  readonly head: Head | undefined;
  readonly levels: Levels;
  readonly outbox: Pick<Outbox, "toUnsent">;
  /** The product's own row has its events. */
  readonly announces: boolean;
};

/** The snapshot is the transaction's: whoever changes the same product meanwhile makes one of the two start again. */
export function toSaved(change: Change, { head, levels, outbox, announces }: Ground): Saved {
  const id = idOf(change);
  const sequence = (head?.sequence ?? 0) + change.events.length;
  const unsent = outbox.toUnsent({ aggregateId: id, sequence, events: change.events });
  const own = announces ? unsent : [];
  const all = withUnheard(head, own);
  if (change.kind === "remove")
    return { product: change.before, unsent, sequence, write: toTombstone(change, head, sequence, all) };
  const { rating, reviews } = head ?? change.product;
  const product = { ...withStock(change, levels), rating, reviews };
  if (change.before)
    return { product, unsent, sequence, write: toEdited(toEdit(product, sequence), id, own) };
  const created = { ...product, version: (head?.version ?? 0) + 1 };
  return { product: created, unsent, sequence, write: toNew(toRow(created, sequence), head, all) };
}

/** What was announced before it and nobody may have heard yet comes first. */
const withUnheard = (head: Head | undefined, unsent: readonly Unsent[]): readonly Unsent[] => [
  ...(head?.outbox ?? []),
  ...unsent,
];

function toEdited($set: Partial<ProductRow>, _id: string, unsent: readonly Unsent[]): Saved["write"] {
  const $push = { outbox: { $each: [...unsent] } };
  return { updateOne: { filter: { _id }, update: { $set, ...(unsent.length > 0 && { $push }) } } };
}

/** In the place of its tombstone, when it has one. */
function toNew(row: ProductRow, head: Head | undefined, outbox: readonly Unsent[]): Saved["write"] {
  const document = { ...row, ...(outbox.length > 0 && { outbox }) };
  const { _id, ...replacement } = document;
  return head ? { replaceOne: { filter: { _id }, replacement } } : { insertOne: { document } };
}

/** Counters, and what it still has to announce. */
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
