/**
 * What a request costs: CPU of all server processes and latency, for five ways through the shop.
 * `node tests/load/first.ts` starts a shop of its own and ends it. Figures are of this run on this machine.
 */
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { isProblem, orProblem } from "@shop/client/refusal";
import { requestOf } from "@shop/client/to-request";
import autocannon from "autocannon";
import { anOrder, api, newKey, openShop } from "../test-shop.ts";
import { microsOf, readCpu, since, type Cpu } from "./shop-cpu.ts";

const seconds = 10;
const connections = 8;

/** What orders leave to be done, and the collection of garbage in the first quiet moment, are no part of an idle shop. */
const restSeconds = 20;

type Figures = {
  readonly name: string;
  readonly requests: number;
  readonly seconds: number;
  readonly cpu: Cpu;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
};

await using shop = await openShop({ env: { CACHE_MB: "0" } });
await shop.startBroker();
const skus: string[] = [];
while (skus.length < 40) skus.push(await shop.sell(100_000));
const buyer = await shop.guest();

process.stdout.write(
  `${availableParallelism()} cores, Node ${process.version}, ${connections} connections, ${seconds} s each\n\n`,
);
process.stdout.write(
  "| what | a second | p50 ms | p99 ms | failed | CPU µs a request | of it: gateway, services, sandbox, stores |\n",
);
process.stdout.write("| --- | --- | --- | --- | --- | --- | --- |\n");
const products = skus.map((id) => ({ path: requestOf(api.getProduct, { params: { id } }).path }));
const list = [{ path: requestOf(api.listProducts, { query: { limit: "20" } }).path }];
await cannon("warm up", products, 5);
await checkouts();
show(await cannon("product, cached nowhere", products));
show(await cannon("list of 20", list));
show(await addsToCart());
show(await checkouts());
show(await ordersAlone());
show(await idle());

async function cannon(name: string, requests: autocannon.Request[], duration = seconds): Promise<Figures> {
  const before = await readCpu(shop);
  const result = await autocannon({ url: shop.gatewayUrl, connections, duration, requests });
  const { p50, p99 } = result.latency;
  const failed = result.non2xx + result.errors;
  return {
    name,
    requests: result.requests.total,
    seconds: result.duration,
    cpu: since(before, await readCpu(shop)),
    p50,
    p99,
    failed,
  };
}

/** Each guest fills a cart of her own, ten lines. */
function addsToCart(): Promise<Figures> {
  return repeat("add to cart", async () => {
    const person = await shop.guest();
    return skus.slice(0, 10).map((sku) => async () => {
      const answer = await orProblem(person.addCartLine({ body: { sku, quantity: 1 } }));
      return !isProblem(answer);
    });
  });
}

/** A guest, a cart, an order, and the wait until it is confirmed. */
function checkouts(): Promise<Figures> {
  const checkout = async () => {
    const person = await shop.guest();
    const sku = skus[Math.floor(Math.random() * skus.length)] ?? "";
    await person.addCartLine({ body: { sku, quantity: 1 } });
    const contact = { email: `${randomUUID()}@example.com`, name: "Load" };
    const { lines: _lines, ...order } = anOrder(sku, { contact });
    const answer = await orProblem(person.placeOrder({ body: order, ...newKey(), waitS: 5 }));
    return !isProblem(answer) && answer.body.status === "confirmed";
  };
  return repeat("whole checkout", async () => [checkout]);
}

/** One person orders without a cart, again and again, and nobody else does. */
function ordersAlone(): Promise<Figures> {
  const order = async () => {
    const [sku = ""] = skus;
    const answer = await orProblem(buyer.placeOrder({ body: anOrder(sku), ...newKey(), waitS: 5 }));
    return !isProblem(answer) && answer.body.status === "confirmed";
  };
  return repeat("an order, alone", async () => [order], { people: 1 });
}

/** What the processes use while nobody asks anything; per second instead of per request. */
async function idle(): Promise<Figures> {
  await new Promise((resolve) => setTimeout(resolve, restSeconds * 1000));
  const before = await readCpu(shop);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return {
    name: "nothing, for a second",
    requests: seconds,
    seconds,
    cpu: since(before, await readCpu(shop)),
    p50: 0,
    p99: 0,
    failed: 0,
  };
}

/** `prepare` is not timed; each step it answers is. */
async function repeat(
  name: string,
  prepare: () => Promise<readonly (() => Promise<boolean>)[]>,
  { people = connections } = {},
): Promise<Figures> {
  const latencies: number[] = [];
  let failed = 0;
  const before = await readCpu(shop);
  const started = performance.now();
  const isOver = () => performance.now() - started >= seconds * 1000;
  const person = async () => {
    while (!isOver()) {
      for (const step of await prepare()) {
        const begun = performance.now();
        if (!(await step())) failed += 1;
        latencies.push(performance.now() - begun);
      }
    }
  };
  await Promise.all(Array.from({ length: people }, person));
  const took = (performance.now() - started) / 1000;
  const sorted = latencies.toSorted((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const cpu = since(before, await readCpu(shop));
  return {
    name,
    requests: latencies.length,
    seconds: took,
    cpu,
    p50: percentile(0.5),
    p99: percentile(0.99),
    failed,
  };
}

function show({ name, requests, seconds: took, cpu, p50, p99, failed }: Figures): void {
  const micros = (of: (process: string) => boolean) => microsOf({ cpu, requests }, of);
  const isStore = (process: string) => process.startsWith("store");
  const isService = (process: string) => ["catalog", "user", "order"].includes(process);
  const parts = [
    micros((p) => p === "gateway"),
    micros(isService),
    micros((p) => p === "sandbox"),
    micros(isStore),
  ];
  const cells = [
    name,
    Math.round(requests / took),
    p50.toFixed(1),
    p99.toFixed(1),
    failed,
    micros(() => true),
    parts.join(", "),
  ];
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}
