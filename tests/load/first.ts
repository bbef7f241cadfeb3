/**
 * What a request costs: CPU of all server processes and latency, for four ways through the shop.
 * `node tests/load/first.ts` starts a shop of its own and ends it. Figures are of this run on this machine.
 */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { randomUUID } from "node:crypto";
import autocannon from "autocannon";
import { anOrder, newKey, openShop, type TestShop } from "../test-shop.ts";

const seconds = 10;
const connections = 8;
const ticksPerSecond = 100;

type Figures = {
  readonly name: string;
  readonly requests: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
};

await using shop = await openShop();
await shop.startBroker();
const skus = await Promise.all(Array.from({ length: 40 }, () => shop.sell(100_000)));

const rows: Figures[] = [];
const show = (figures: Figures) => {
  rows.push(figures);
  process.stdout.write(`${toRow(figures)}\n`);
};
process.stdout.write(
  `${availableParallelism()} cores, Node ${process.version}, ${connections} connections\n`,
);
process.stdout.write(
  "| what | requests/s | CPU µs/request | p50 ms | p99 ms | failed |\n| --- | --- | --- | --- | --- | --- |\n",
);
const products = skus.map((sku) => ({ path: `/products/${sku}` }));
await cannon("warm up", products, 3);
show(await cannon("product, cached nowhere", products));
show(await cannon("list of 20", [{ path: "/products?limit=20" }]));
show(await addsToCart());
show(await checkouts());

async function cannon(name: string, requests: autocannon.Request[], duration = seconds): Promise<Figures> {
  const before = await cpuSeconds(shop);
  const result = await autocannon({ url: shop.gatewayUrl, connections, duration, requests });
  return {
    name,
    requests: result.requests.total,
    seconds: result.duration,
    cpuSeconds: (await cpuSeconds(shop)) - before,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}

/** Each guest fills a cart of her own: a line at a time, as far as a person does. */
function addsToCart(): Promise<Figures> {
  return repeat("add to cart", async () => {
    const person = await shop.guest();
    return skus
      .slice(0, 10)
      .map((sku) => async () => (await person.addCartLine({ body: { sku, quantity: 1 } })).status === 200);
  });
}

/** A guest, a cart, an order, and the wait until it is confirmed. */
function checkouts(): Promise<Figures> {
  return repeat("whole checkout", async () => [
    async () => {
      const person = await shop.guest();
      const sku = skus[Math.floor(Math.random() * skus.length)] ?? "";
      await person.addCartLine({ body: { sku, quantity: 1 } });
      const { lines: _lines, ...order } = anOrder(sku, {
        contact: { email: `${randomUUID()}@example.com`, name: "Load" },
      });
      const answer = await person.placeOrder({ body: order, headers: { ...newKey(), Prefer: "wait=5" } });
      return answer.status === 201 && answer.body.status === "confirmed";
    },
  ]);
}

/** `prepare` is not timed; each step it answers is. */
async function repeat(
  name: string,
  prepare: () => Promise<readonly (() => Promise<boolean>)[]>,
): Promise<Figures> {
  const latencies: number[] = [];
  let failed = 0;
  const before = await cpuSeconds(shop);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - started < seconds * 1000) {
        for (const step of await prepare()) {
          const begun = performance.now();
          if (!(await step())) failed += 1;
          latencies.push(performance.now() - begun);
        }
      }
    }),
  );
  const took = (performance.now() - started) / 1000;
  const sorted = latencies.toSorted((a, b) => a - b);
  const percentile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const requests = latencies.length;
  return {
    name,
    requests,
    seconds: took,
    cpuSeconds: (await cpuSeconds(shop)) - before,
    p50: percentile(0.5),
    p99: percentile(0.99),
    failed,
  };
}

/** User and system time of every process of the shop, its databases and its broker. */
async function cpuSeconds({ process: processOf, servers }: TestShop): Promise<number> {
  const names = ["gateway", "catalog", "user", "order", "sandbox"] as const;
  const pids = [
    ...names.map((name) => processOf(name).pid),
    ...[...servers.values()].map((server) => server.process.pid),
  ];
  const ticks = await Promise.all(pids.map(ticksOf));
  return ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
}

async function ticksOf(pid: number | undefined): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /, "").split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

function toRow({ name, requests, seconds: took, cpuSeconds: cpu, p50, p99, failed }: Figures): string {
  const cells = [
    name,
    Math.round(requests / took),
    Math.round((cpu / requests) * 1e6),
    p50.toFixed(1),
    p99.toFixed(1),
    failed,
  ];
  return `| ${cells.join(" | ")} |`;
}
