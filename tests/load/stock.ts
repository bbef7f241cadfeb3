/**
 * What a hold and a sale cost, and how many of one SKU a process makes in a second: `node tests/load/stock.ts`.
 * The consumers of a process beside a shop are handed messages; CPU is that process's and its database's.
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { euros } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import { loadConfig } from "@shop/kit/process/config";
import { Config } from "../../services/catalog/src/config.ts";
import { openStock } from "../../services/catalog/test/stock-process.ts";
import { openShop } from "../test-shop.ts";

const ticksPerSecond = 100;
const total = euros(100);

await using shop = await openShop();
await shop.startBroker();
const skus: string[] = [];
while (skus.length < 40) skus.push(await shop.sell(1_000_000));
const [hot = ""] = skus;
// Orders that only these messages know would be nothing but noise to it.
await shop.process("order").kill("SIGTERM");
await shop.process("catalog").kill("SIGTERM");
const env = { MONGO_URL: shop.mongoUrl("catalog"), AMQP_URL: shop.amqpUrl };
await using stock = await openStock(loadConfig(Config, env));

process.stdout.write("| what | callers | a second | p50 ms | p99 ms | CPU ms each: database, process |\n");
process.stdout.write("| --- | --- | --- | --- | --- | --- |\n");
await measure("warm up", 8, 500, () => holdAndSell(anySku()));
await measure("hold and sale, 40 SKUs", 8, 1_000, () => holdAndSell(anySku()));
await measure("hold of one SKU", 16, 1_000, () => hold(hot));
await measure("hold of one SKU", 64, 1_000, () => hold(hot));
await measure("hold and sale of one SKU", 16, 600, () => holdAndSell(hot));
await measure("hold and sale of one SKU", 64, 600, () => holdAndSell(hot));

function anySku(): string {
  return skus[1 + Math.floor(Math.random() * (skus.length - 1))] ?? hot;
}

async function hold(sku: string): Promise<string> {
  const orderId = randomUUID();
  await stock.hear(
    orderEvents.orderPlaced.of({ orderId, customerId: "ana", lines: [{ sku, quantity: 1 }], total }),
  );
  return orderId;
}

async function holdAndSell(sku: string): Promise<void> {
  const orderId = await hold(sku);
  await stock.hear(orderEvents.paymentAuthorised.of({ orderId, amount: total }));
}

async function measure(
  name: string,
  callers: number,
  count: number,
  work: () => Promise<unknown>,
): Promise<void> {
  const latencies: number[] = [];
  let left = count;
  const before = await readCpu();
  const started = performance.now();
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      await work();
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - started) / 1_000;
  const after = await readCpu();
  const each = after.map((cpu, index) => (((cpu - (before[index] ?? 0)) * 1_000) / count).toFixed(2));
  const sorted = latencies.toSorted((a, b) => a - b);
  const percentile = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  const cells = [
    name,
    callers,
    Math.round(count / seconds),
    percentile(0.5),
    percentile(0.99),
    each.join(", "),
  ];
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}

/** Seconds: the catalog's database, and this process. */
async function readCpu(): Promise<number[]> {
  const { user, system } = process.cpuUsage();
  const databases = [...shop.servers].filter(
    ([name]) => name.startsWith("mongo") || name.includes("catalog"),
  );
  const used = await Promise.all(databases.map(([, server]) => cpuSecondsOf(server.process.pid)));
  return [used.reduce((sum, each) => sum + each, 0), (user + system) / 1e6];
}

async function cpuSecondsOf(pid: number | undefined): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
