/**
 * `node services/catalog/src/reconcile-stock.ts`, with the service's own environment, while the shop sells or not: prints
 * each difference between levels, holds and ledger, and ends with 1 when there is one.
 */
import { setTimeout as pause } from "node:timers/promises";
import { loadConfig } from "@shop/kit/process/config";
import mongoose from "mongoose";
import { Config } from "./config.ts";
import { createAuditStore } from "./stock/audit-store.ts";
import { reconcileStock } from "./stock/reconcile-stock.ts";

// oxlint-disable-next-line node/no-process-env -- a program of its own, as main is
const { mongoUrl } = loadConfig(Config, process.env);
const connection = await mongoose.createConnection(mongoUrl).asPromise();
const deps = { audit: createAuditStore({ connection }), wait: () => pause(200) };
let skus = 0;
let differences = 0;
for await (const { sku, what } of reconcileStock(deps, () => (skus += 1))) {
  differences += 1;
  process.stdout.write(`${sku}: ${what}\n`);
}
process.stdout.write(`${skus} SKUs, ${differences} differences\n`);
await connection.close();
process.exitCode = differences === 0 ? 0 : 1;
