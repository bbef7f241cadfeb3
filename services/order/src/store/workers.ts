/** What is due in the order service's database, and the use case that does it. */
import type { Logger } from "@shop/kit/logger";
import { collectionOf } from "@shop/kit/mongo";
import { createWorker } from "@shop/kit/worker";
import type { Connection } from "mongoose";
import type { OwedMail } from "../orders/deps.ts";
import type { Order } from "../orders/order.ts";
import { toOrder, type MailRow, type OrderRow } from "./rows.ts";

export type DueWork = {
  settlePayment(order: Order): Promise<unknown>;
  sendMail(mail: OwedMail): Promise<unknown>;
  timeOut(orderId: string): Promise<unknown>;
};

/** The lease is longer than all calls of one attempt at the provider together. */
const leaseMs = 20_000;

export function createWorkers(connection: Connection, log: Logger, due: DueWork) {
  const orders = collectionOf<OrderRow>(connection, "orders");
  const mails = collectionOf<MailRow>(connection, "mails");
  const settings = { leaseMs, everyMs: 500, log };
  const payments = createWorker({
    ...settings,
    name: "payments",
    collection: orders,
    dueField: "task.dueAt",
    concurrency: 32,
    work: async (row) => void (await due.settlePayment(toOrder(row))),
  });
  const mailing = createWorker({
    ...settings,
    name: "mails",
    collection: mails,
    dueField: "dueAt",
    concurrency: 4,
    work: async (mail) => void (await due.sendMail(mail)),
  });
  const deadlines = createWorker({
    ...settings,
    name: "deadlines",
    collection: orders,
    dueField: "deadlineAt",
    concurrency: 8,
    everyMs: 1_000,
    work: async ({ _id }) => void (await due.timeOut(_id)),
  });
  return {
    wake: { payments: () => payments.wake(), mails: () => mailing.wake() },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([payments, mailing, deadlines].map((worker) => worker[Symbol.asyncDispose]()));
    },
  };
}
