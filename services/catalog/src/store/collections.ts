/** Collections of the catalog's database. */
import { outboxIndex } from "@shop/kit/messaging/announcing";
import type { Collection } from "@shop/kit/mongo/collections";
import { listIndexes } from "./product-list.ts";
import { reservationCollection } from "./reservation-rows.ts";

const count = { bsonType: ["int", "long", "double"], minimum: 0 };

export const collections: readonly Collection[] = [
  {
    name: "products",
    indexes: [
      // An address leads to one product: no id is another's slug, and no slug another's id.
      { key: { names: 1 }, unique: true, sparse: true, name: "names" },
      { key: { "variants.sku": 1 }, unique: true, sparse: true, name: "skus" },
      ...listIndexes,
      outboxIndex,
    ],
  },
  {
    name: "categories",
    indexes: [
      { key: { names: 1 }, unique: true, name: "names" },
      { key: { position: 1, _id: 1 }, name: "position" },
    ],
  },
  {
    name: "reviews",
    indexes: [
      { key: { productId: 1, customerId: 1 }, unique: true, name: "product_customer" },
      { key: { productId: 1, createdAt: -1, _id: -1 }, name: "product_newest" },
    ],
  },
  {
    name: "stock",
    indexes: [outboxIndex],
    // The last line of defence: whatever the code does, the database sells nothing twice.
    validator: {
      $jsonSchema: {
        required: ["onHand", "available", "held"],
        properties: { onHand: count, available: count, held: count },
      },
      $expr: { $eq: ["$onHand", { $add: ["$available", "$held"] }] },
    },
  },
  {
    name: "movements",
    indexes: [{ key: { sku: 1, number: 1 }, unique: true, name: "sku_number" }],
  },
  reservationCollection,
];
