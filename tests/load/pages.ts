/**
 * What a page costs: CPU of the gateway, of `web` and of all server processes, for pages out of the cache and for pages
 * that nobody keeps; and what `web` holds. `node tests/load/pages.ts` starts a shop of its own with the demo's goods
 * and ends it. Figures are of this run on this machine.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Ask } from "@shop/client/call";
import { requestOf } from "@shop/client/to-request";
import type { Endpoint } from "@shop/contracts/language/endpoint";
import { webApi } from "@shop/contracts/web/api";
import { loadDemoShop } from "@shop/local/demo-shop";
import { root } from "@shop/local/shop";
import { startChild } from "@shop/servers/child";
import { findFreePort } from "@shop/servers/port";
import autocannon from "autocannon";
import { api, openShop } from "../test-shop.ts";
import { openVisit } from "./page-visit.ts";
import { cpuSecondsOf, megabytesOf, microsOf, readCpu, since, type Cpu } from "./shop-cpu.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    connections: { type: "string", default: "8" },
    /** Mixed pages, after which it is looked at what `web` holds. */
    visits: { type: "string", default: "20000" },
  },
});
const seconds = Number(values.seconds);
const visits = Number(values.visits);
const connections = Number(values.connections);
/** The first address is the browser's only when it takes HTML. */
const headers = { accept: "text/html", "accept-encoding": "gzip, br" };
const quietMs = 30_000;
const warmUp = 6_000;
const nodes = ["gateway", "catalog", "user", "order", "web"] as const;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await using shop = await openShop({ env: { CACHE_MB: "0" } });
say(
  `${availableParallelism()} cores, Node ${process.version}, ${connections} connections, ${seconds} s each\n`,
);
await pause(quietMs);
await sayMemory("idle");
await sayYardstick();

await loadDemoShop({
  // oxlint-disable-next-line node/no-process-env -- handed on to the loader
  env: process.env,
  gatewayUrl: shop.gatewayUrl,
  mongoFolder: undefined,
  logFile: join(root, ".data", "demo-of-load.log"),
  say: () => undefined,
});
const keeping = await shop.startReplica("gateway", { CACHE_MB: "64" });
const { slugs, categories, cookie } = await openVisit(shop);
const pages = {
  "product as JSON": slugs.map((id) => ({
    path: requestOf(api.getProduct, { params: { id } }).path,
    headers: { accept: "*/*" },
  })),
  product: slugs.map((slug) => pageOf(webApi.productPage, { params: { slug } })),
  "list of 24": categories.map((slug) => pageOf(webApi.categoryPage, { params: { slug } })),
  home: [pageOf(webApi.homePage)],
  search: ["case", "lamp", "shirt", "black", "wood"].map((word) =>
    pageOf(webApi.searchPage, { query: { q: [word] } }),
  ),
  bag: [{ ...pageOf(webApi.bagPage), headers: { cookie } }],
  checkout: [{ ...pageOf(webApi.checkoutPage), headers: { cookie } }],
} satisfies Record<string, autocannon.Request[]>;

say(
  "| uncached | a second | p50 ms | p99 ms | failed | CPU µs a page | gateway | web | catalog | user | order | stores | bytes |",
);
say(`|${" --- |".repeat(13)}`);
// Code that has run for some seconds only costs several times as much.
await cannonOf({ requests: Object.values(pages).flat(), amount: warmUp });
await pause(quietMs);
for (const [name, requests] of Object.entries(pages)) await cannon(name, requests);

say("\n| cached | a second | p50 ms | p99 ms | failed | CPU µs at the gateway |");
say("| --- | --- | --- | --- | --- | --- |");
for (const name of ["product", "list of 24", "home"] as const) await cannonKept(name, pages[name]);

say("");
await sayYardstick();
await cannonOf({ requests: Object.values(pages).flat(), amount: visits });
await pause(quietMs);
await sayMemory(`after ${visits} mixed pages more`);

function pageOf<E extends Endpoint>(page: E, ...call: Parameters<Ask<E>>): { readonly path: string } {
  return { path: requestOf(page, ...call).path };
}

type Load = { readonly requests: autocannon.Request[]; readonly url?: string; readonly amount?: number };

async function cannonOf({ requests, url = shop.gatewayUrl, amount }: Load): Promise<autocannon.Result> {
  const length = amount === undefined ? { duration: seconds } : { amount };
  return autocannon({ url, connections, headers, requests, ...length });
}

async function cannon(name: string, requests: autocannon.Request[]): Promise<void> {
  await cannonOf({ requests, amount: 500 });
  const before = await readCpu(shop);
  const result = await cannonOf({ requests });
  const cpu = since(before, await readCpu(shop));
  const of = (node: string) => micros(cpu, result, (process) => process === node);
  const bytes = Math.round(result.throughput.total / result.requests.total);
  row(name, result, [
    micros(cpu, result),
    ...["gateway", "web", "catalog", "user", "order"].map(of),
    micros(cpu, result, (process) => process.startsWith("store")),
    bytes,
  ]);
}

async function cannonKept(name: string, requests: autocannon.Request[]): Promise<void> {
  const load = { requests, url: keeping.url };
  await cannonOf({ ...load, amount: 2_000 });
  const before = await cpuSecondsOf(keeping.pid);
  const result = await cannonOf(load);
  row(name, result, [micros({ gateway: (await cpuSecondsOf(keeping.pid)) - before }, result)]);
}

function micros(cpu: Cpu, { requests }: autocannon.Result, of?: (process: string) => boolean): number {
  return microsOf({ cpu, requests: requests.total }, of);
}

function row(
  name: string,
  { requests, duration, latency, non2xx, errors }: autocannon.Result,
  more: readonly number[],
): void {
  const rate = Math.round(requests.total / duration);
  say(`| ${[name, rate, latency.p50, latency.p99, non2xx + errors, ...more].join(" | ")} |`);
}

/** Machines differ, and this one from hour to hour: by this figure others are read. */
async function sayYardstick(): Promise<void> {
  const port = await findFreePort();
  await using bare = await startChild({
    name: "yardstick",
    file: process.execPath,
    args: [join(import.meta.dirname, "gateways", "upstream.ts")],
    env: { PORT: String(port) },
    logFile: join(root, ".data", "yardstick-of-load.log"),
  });
  const load = { requests: [{ path: "/" }], url: `http://127.0.0.1:${port}` };
  await pause(1_000);
  await cannonOf({ ...load, amount: 10_000 });
  const before = await cpuSecondsOf(bare.pid);
  const result = await cannonOf(load);
  const cpu = { bare: (await cpuSecondsOf(bare.pid)) - before };
  say(`A bare node:http server that answers 1 KB: ${micros(cpu, result)} µs CPU a request\n`);
}

async function sayMemory(when: string): Promise<void> {
  const held = await Promise.all(nodes.map((name) => megabytesOf(shop.process(name).pid)));
  const sum = held.reduce((all, each) => all + each, 0);
  say(`${when}, MB: ${nodes.map((name, at) => `${name} ${held[at]}`).join(", ")}; together ${sum}`);
}
