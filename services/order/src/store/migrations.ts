/** Collections and indexes of the order service's database. */
import { idempotencyMigration } from "@shop/kit/http/idempotency";
import { inboxMigration } from "@shop/kit/inbox";
import { defineCollection, type Migration } from "@shop/kit/migrations";
import { outboxMigration } from "@shop/kit/outbox";

/** A cart that nobody touched for 90 days is forgotten. */
const cartKeptSeconds = 90 * 24 * 60 * 60;

export const migrations: readonly Migration[] = [
  outboxMigration,
  inboxMigration,
  idempotencyMigration,
  defineCollection({
    name: "orders",
    collection: "orders",
    indexes: [
      { key: { number: 1 }, unique: true, name: "number" },
      // For ever: an idempotency key never makes a second order.
      { key: { customerId: 1, idempotencyKey: 1 }, unique: true, name: "customer_key" },
      { key: { customerId: 1, createdAt: -1, _id: -1 }, name: "customer_newest" },
      { key: { customerId: 1, status: 1, createdAt: -1, _id: -1 }, name: "customer_status_newest" },
      { key: { "task.dueAt": 1 }, sparse: true, name: "task_due" },
      { key: { deadlineAt: 1 }, sparse: true, name: "deadline" },
    ],
  }),
  defineCollection({
    name: "timeline",
    collection: "timeline",
    indexes: [{ key: { orderId: 1, number: 1 }, unique: true, name: "order_number" }],
  }),
  defineCollection({
    name: "mails",
    collection: "mails",
    indexes: [
      { key: { orderId: 1, kind: 1 }, unique: true, name: "order_kind" },
      { key: { dueAt: 1 }, sparse: true, name: "due" },
    ],
  }),
  defineCollection({
    name: "carts",
    collection: "carts",
    indexes: [{ key: { updatedAt: 1 }, name: "ttl", expireAfterSeconds: cartKeptSeconds }],
  }),
];
