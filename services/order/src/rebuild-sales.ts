/**
 * `npm run rebuild:sales`, with the service's own environment, while the shop sells or not: what reports are made from is
 * made again from the orders. Prints how many orders there are, and how many sales were not right.
 */
import { collectionOf } from "@shop/kit/mongo/collections";
import { loadConfig } from "@shop/kit/process/config";
import mongoose from "mongoose";
import { Config } from "./config.ts";
import { ordersOf } from "./orders/order-rows.ts";
import { rebuildSales } from "./reports/rebuild-sales.ts";
import { createSaleStore, saleCollection, type SaleRow } from "./reports/sale-store.ts";

// oxlint-disable-next-line node/no-process-env -- a program of its own, as main is
const { mongoUrl } = loadConfig(Config, process.env);
const connection = await mongoose.createConnection(mongoUrl).asPromise();
const sales = collectionOf<SaleRow>(connection, saleCollection.name);
const report = await rebuildSales(createSaleStore({ orders: ordersOf(connection), sales }));
process.stdout.write(`${JSON.stringify(report)}\n`);
await connection.close();
