/**
 * Orders at a rate, whatever the shop answers: how long a waiting buyer waits, what an order costs, and how soon its events
 * are out. `node tests/load/checkout.ts --rates 5,10,20` starts a shop of its own and ends it.
 */
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { orderEvents } from "@shop/contracts/order/events";
import { topology } from "@shop/contracts/shop";
import { connectBus } from "@shop/kit/messaging/bus/connect";
import { createLogger } from "@shop/kit/process/logger";
import { anOrder, newKey, openShop } from "../test-shop.ts";
import { microsOf, readCpu, since } from "./shop-cpu.ts";

const { values } = parseArgs({
  options: {
    /** Orders that begin in a second, one row of the table each. */
    rates: { type: "string", default: "5,10,20,50" },
    seconds: { type: "string", default: "20" },
  },
});
const seconds = Number(values.seconds);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await using shop = await openShop();
await using bus = connectBus({
  url: shop.amqpUrl,
  name: "load",
  topology,
  log: createLogger("load", "silent"),
});
const skus: string[] = [];
while (skus.length < 40) skus.push(await shop.sell(1_000_000));

/** Milliseconds from the decision, which is just before the commit, to a listener. */
let published: number[] = [];
const ofOrders = [...Object.values(orderEvents), ...Object.values(catalogEvents)].map(({ name }) => name);
bus.listen(ofOrders, ({ occurredAt }) => void published.push(Date.now() - Date.parse(occurredAt)), {
  onGap: () => undefined,
});

say(
  `${availableParallelism()} cores, Node ${process.version}, ${seconds} s each, POST /orders with wait=5\n`,
);
say(
  "| orders begun a second | confirmed a second | p50 ms | p99 ms | not confirmed | published p50, p99 ms | CPU ms an order |",
);
say("| --- | --- | --- | --- | --- | --- | --- |");
await orderAt(5, 5);
for (const rate of values.rates.split(",").map(Number)) say(await orderAt(rate, seconds));

/** Begins orders evenly; none waits for another, so that a slow shop is seen as slow. */
async function orderAt(rate: number, forSeconds: number): Promise<string> {
  published = [];
  const waits: number[] = [];
  const before = await readCpu(shop);
  const began = performance.now();
  const orders: Promise<boolean>[] = [];
  for (let count = 0; count < rate * forSeconds; count += 1) {
    const early = began + (count * 1_000) / rate - performance.now();
    if (early > 0) await pause(early);
    orders.push(order(waits));
  }
  const confirmed = (await Promise.all(orders)).filter(Boolean).length;
  const took = (performance.now() - began) / 1_000;
  const cpu = since(before, await readCpu(shop));
  const cells = [
    rate,
    (confirmed / took).toFixed(1),
    percentile(waits, 0.5),
    percentile(waits, 0.99),
    orders.length - confirmed,
    `${percentile(published, 0.5)}, ${percentile(published, 0.99)}`,
    (microsOf({ cpu, requests: orders.length }) / 1_000).toFixed(1),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** A guest, a cart and an order of it; only the order is timed. True when the answer says that it is confirmed. */
async function order(waits: number[]): Promise<boolean> {
  try {
    const buyer = await shop.guest();
    const sku = skus[Math.floor(Math.random() * skus.length)] ?? "";
    await buyer.addCartLine({ body: { sku, quantity: 1 } });
    const contact = { email: `${randomUUID()}@example.com`, name: "Load" };
    const { lines: _lines, ...body } = anOrder(sku, { contact });
    const begun = performance.now();
    const answer = await buyer.placeOrder({ body, ...newKey(), waitS: 5 });
    waits.push(performance.now() - begun);
    return answer.status === 201 && answer.body.status === "confirmed";
  } catch {
    return false;
  }
}

function percentile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
}
