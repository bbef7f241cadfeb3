/** How products of earlier layouts become those of today. */
import type { Step } from "@shop/kit/mongo/layout";
import type { mongo } from "mongoose";
import { derivedFrom, type ProductRow } from "./product-rows.ts";

const batchSize = 500;

/** Of the lists before there were shelves. */
const oldIndexes = ["all", "category", "attribute", "brand"].flatMap((prefix) =>
  ["newest", "price"].map((sort) => `${prefix}_${sort}`),
);

/** Products get what lists are sorted by and found on. A batch is saved on the sequences it was read with, else read again. */
export const shelveProducts: Step = {
  name: "products stand on shelves, with their lowest prices",
  run: async (db, { saved, save }) => {
    const products = db.collection<ProductRow>("products");
    for (let after = typeof saved === "string" ? saved : ""; ;) {
      const filter = { _id: { $gt: after }, names: { $exists: true } };
      const rows = await products.find(filter, { sort: { _id: 1 }, limit: batchSize }).toArray();
      const last = rows.at(-1);
      if (!last) break;
      const { matchedCount } = await products.bulkWrite(rows.map(toShelved), { ordered: false });
      if (matchedCount < rows.length) continue;
      ({ _id: after } = last);
      await save(after);
    }
    await dropOldIndexes(products);
  },
};

function toShelved(row: ProductRow): mongo.AnyBulkWriteOperation<ProductRow> {
  const { _id, sequence } = row;
  const update = { $set: derivedFrom(row), $unset: { price: "", attributeKeys: "" } } as const;
  return { updateOne: { filter: { _id, sequence }, update } };
}

async function dropOldIndexes(products: mongo.Collection<ProductRow>): Promise<void> {
  const present = (await products.listIndexes().toArray()).map(({ name }) => String(name));
  for (const name of oldIndexes.filter((old) => present.includes(old))) await products.dropIndex(name);
}
