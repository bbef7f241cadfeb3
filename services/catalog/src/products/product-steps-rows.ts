/** How products of earlier layouts become those of today. */
import type { Progress, Step } from "@shop/kit/mongo/layout";
import type { mongo } from "mongoose";
import { derivedFrom, type ProductRow } from "./product-rows.ts";

const batchSize = 500;

/** Of the lists before there were shelves. */
const oldIndexes = ["all", "category", "attribute", "brand"].flatMap((prefix) =>
  ["newest", "price"].map((sort) => `${prefix}_${sort}`),
);

/** Products get what lists are sorted by and found on. */
export const shelveProducts: Step = {
  name: "products stand on shelves, with their lowest prices",
  run: async (db, progress) => {
    const products = db.collection<ProductRow>("products");
    await rewrite(products, progress, { names: { $exists: true } }, toShelved);
    await dropOldIndexes(products);
  },
};

/** Lists show from which price on a product is sold. What has one variant only costs what it costs. */
export const tellHighest: Step = {
  name: "products with variants tell their highest prices",
  run: (db, progress) => {
    const products = db.collection<ProductRow>("products");
    return rewrite(products, progress, { "variants.1": { $exists: true } }, toTelling);
  },
};

type Write = mongo.AnyBulkWriteOperation<ProductRow>;

/** A batch is saved on the sequences it was read with, else read again. */
async function rewrite(
  products: mongo.Collection<ProductRow>,
  { saved, save }: Progress,
  which: mongo.Filter<ProductRow>,
  write: (row: ProductRow) => Write,
): Promise<void> {
  for (let after = typeof saved === "string" ? saved : ""; ;) {
    const page = { sort: { _id: 1 }, limit: batchSize } as const;
    const rows = await products.find({ _id: { $gt: after }, ...which }, page).toArray();
    const last = rows.at(-1);
    if (!last) return;
    const { matchedCount } = await products.bulkWrite(rows.map(write), { ordered: false });
    if (matchedCount < rows.length) continue;
    ({ _id: after } = last);
    await save(after);
  }
}

function toShelved(row: ProductRow): Write {
  const { _id, sequence } = row;
  const update = { $set: derivedFrom(row), $unset: { price: "", attributeKeys: "" } } as const;
  return { updateOne: { filter: { _id, sequence }, update } };
}

function toTelling(row: ProductRow): Write {
  const { _id, sequence } = row;
  const { highest } = derivedFrom(row);
  return { updateOne: { filter: { _id, sequence }, update: { $set: { highest } } } };
}

async function dropOldIndexes(products: mongo.Collection<ProductRow>): Promise<void> {
  const present = (await products.listIndexes().toArray()).map(({ name }) => String(name));
  for (const name of oldIndexes.filter((old) => present.includes(old))) await products.dropIndex(name);
}
