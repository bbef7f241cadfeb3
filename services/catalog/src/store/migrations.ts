/** Collections, indexes and validators of the catalog's database. */
import { idempotencyMigration } from "@shop/kit/http/idempotency";
import { inboxMigration } from "@shop/kit/inbox";
import { defineCollection, type Migration } from "@shop/kit/migrations";
import { outboxMigration } from "@shop/kit/outbox";
import { listIndexes } from "./product-list.ts";

const count = { bsonType: ["int", "long", "double"], minimum: 0 };

export const migrations: readonly Migration[] = [
  outboxMigration,
  inboxMigration,
  idempotencyMigration,
  defineCollection({
    name: "products",
    collection: "products",
    indexes: [
      // An address leads to one product: no id is another's slug, and no slug another's id.
      { key: { names: 1 }, unique: true, sparse: true, name: "names" },
      { key: { "variants.sku": 1 }, unique: true, sparse: true, name: "skus" },
      ...listIndexes,
    ],
  }),
  defineCollection({
    name: "categories",
    collection: "categories",
    indexes: [
      { key: { names: 1 }, unique: true, name: "names" },
      { key: { position: 1, _id: 1 }, name: "position" },
    ],
  }),
  defineCollection({
    name: "reviews",
    collection: "reviews",
    indexes: [
      { key: { productId: 1, customerId: 1 }, unique: true, name: "product_customer" },
      { key: { productId: 1, createdAt: -1, _id: -1 }, name: "product_newest" },
    ],
  }),
  defineCollection({
    name: "stock",
    collection: "stock",
    // The last line of defence: whatever the code does, the database sells nothing twice.
    validator: {
      $jsonSchema: {
        required: ["onHand", "available", "held"],
        properties: { onHand: count, available: count, held: count },
      },
      $expr: { $eq: ["$onHand", { $add: ["$available", "$held"] }] },
    },
  }),
  defineCollection({
    name: "movements",
    collection: "movements",
    indexes: [{ key: { sku: 1, number: 1 }, unique: true, name: "sku_number" }],
  }),
  defineCollection({
    name: "reservations",
    collection: "reservations",
    indexes: [{ key: { dueAt: 1 }, sparse: true, name: "due" }],
  }),
];
