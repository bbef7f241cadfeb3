/** What is due in the order service's database, and the use case that does it. */
import type { Logger } from "@shop/kit/logger";
import { collectionOf } from "@shop/kit/mongo";
import { createWorker, type Worker } from "@shop/kit/worker";
import type { Connection } from "mongoose";
import type { OwedMail } from "../orders/deps.ts";
import type { MailRow, OrderRow } from "./rows.ts";

export type DueWork = {
  settlePayment(orderId: string): Promise<unknown>;
  sendMail(mail: OwedMail): Promise<unknown>;
  timeOut(orderId: string): Promise<unknown>;
};

/** The lease is longer than all calls of one attempt at the provider together. */
const leaseMs = 20_000;

export function createWorkers(connection: Connection, log: Logger, due: DueWork): AsyncDisposable & Worker {
  const orders = collectionOf<OrderRow>(connection, "orders");
  const mails = collectionOf<MailRow>(connection, "mails");
  const settings = { leaseMs, everyMs: 500, log };
  const workers = [
    createWorker({
      ...settings,
      name: "payments",
      collection: orders,
      dueField: "task.dueAt",
      concurrency: 32,
      work: async ({ _id }) => void (await due.settlePayment(_id)),
    }),
    createWorker({
      ...settings,
      name: "mails",
      collection: mails,
      dueField: "dueAt",
      concurrency: 4,
      work: async (mail) => void (await due.sendMail(mail)),
    }),
    createWorker({
      ...settings,
      name: "deadlines",
      collection: orders,
      dueField: "deadlineAt",
      concurrency: 8,
      everyMs: 1_000,
      work: async ({ _id }) => void (await due.timeOut(_id)),
    }),
  ];
  return {
    wake: () => workers.forEach((worker) => worker.wake()),
    [Symbol.asyncDispose]: async () =>
      void (await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()))),
  };
}
