/** What is due in the catalog's database, and the use case that does it. */
import type { Logger } from "@shop/kit/logger";
import { createWorker, type Worker } from "@shop/kit/worker";
import type { Connection } from "mongoose";
import { reservationsOf } from "./reservation-rows.ts";

export type DueWork = { expireHold(orderId: string): Promise<unknown> };

export const createWorkers = (connection: Connection, log: Logger, due: DueWork): Worker =>
  createWorker({
    name: "holds",
    collection: reservationsOf(connection),
    dueField: "dueAt",
    leaseMs: 30_000,
    concurrency: 4,
    everyMs: 1_000,
    log,
    work: async ({ _id }) => void (await due.expireHold(_id)),
  });
