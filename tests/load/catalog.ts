/**
 * Whether the catalogue is as fast with many products as with few: `node tests/load/catalog.ts --sizes 1000,100000`
 * fills a shop of its own with made-up products, asks for them through the gateway, which keeps nothing, and ends it.
 * With `--opensearch http://…` it searches there, and not in the catalog's own process.
 * Figures are of this run on this machine; the ratio is that to the first size.
 */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { requestOf } from "@shop/client/to-request";
import { demoLogins } from "@shop/local/processes";
import type { ProductQuery } from "@shop/contracts/catalog/product-lists";
import autocannon from "autocannon";
import type { z } from "zod";
import { makeProducts } from "../../deploy/demo/src/made-catalogue.ts";
import { sendCatalogue } from "../../deploy/demo/src/send-catalogue.ts";
import { api, openShop, type TestShop } from "../test-shop.ts";
import { microsOf, readCpu, since } from "./shop-cpu.ts";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "1000,100000" },
    seed: { type: "string", default: "1" },
    seconds: { type: "string", default: "10" },
    connections: { type: "string", default: "8" },
    opensearch: { type: "string" },
  },
});
const sizes = values.sizes.split(",").map(Number);
const [seed, seconds] = [Number(values.seed), Number(values.seconds)];
const connections = Number(values.connections);
const search = values.opensearch && { PRODUCT_SEARCH: "opensearch", OPENSEARCH_URL: values.opensearch };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Figures = { readonly p99: number };
const first = new Map<string, Figures>();

say(
  `${availableParallelism()} cores, Node ${process.version}, ${connections} connections, ${seconds} s each\n`,
);
for (const size of sizes) await measureAt(size);

async function measureAt(size: number): Promise<void> {
  await using shop = await openShop({ env: { CACHE_MB: "0", ...search } });
  say(`\n${size} products`);
  for (const part of partsOf(makeProducts({ count: size, seed }))) {
    const said = await sendCatalogue(shop.gatewayUrl, demoLogins.admin, part);
    say(`${said}; catalog ${await megabytesOf(shop.process("catalog").pid)} MB`);
  }
  say("");
  await untilFound(shop, size);
  say("| what | a second | p50 ms | p99 ms | of the first p99 | failed | CPU µs a request |");
  say("| --- | --- | --- | --- | --- | --- | --- |");
  for (const [name, paths] of Object.entries(questions(size))) await cannon(shop, name, paths);
  say(`\ncatalog ${await megabytesOf(shop.process("catalog").pid)} MB`);
}

/** A file each, as somebody sends them who has very many. */
function* partsOf<Row>(rows: Iterable<Row>, most = 100_000): Generator<readonly Row[]> {
  let part: Row[] = [];
  for (const row of rows) {
    part.push(row);
    if (part.length < most) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

type ListQuery = z.input<typeof ProductQuery>;

/** Each over a few hundred of its kind, so that no answer is always the same. */
function questions(size: number): Readonly<Record<string, readonly string[]>> {
  const sample = [...makeProducts({ count: Math.min(size, 2_000), seed })].filter(
    ({ status }) => status === "active",
  );
  const each = (path: (product: (typeof sample)[number]) => string): string[] =>
    sample.filter((_, index) => index % Math.ceil(sample.length / 300) === 0).map(path);
  const list = (query: ListQuery): string => requestOf(api.listProducts, { query }).path;
  return {
    "product by id": each(({ id = "" }) => requestOf(api.getProduct, { params: { id } }).path),
    "list of 20": [
      list({ limit: "20" }),
      list({ limit: "20", sort: "price" }),
      list({ limit: "20", sort: "name" }),
    ],
    "category list": each(({ categories: [category] }) => list({ category, sort: "price" })),
    "filtered list": each(({ brand, attributes: { material = "" } }) =>
      list({ brand: [brand ?? ""], "attributes.material": material, inStock: "true", maxPrice: "20000" }),
    ),
    "search with facets": each(({ name }) => list({ q: firstWords(name), facets: "true" })),
  };
}

function firstWords(name: string): string {
  return name.split(" ").slice(0, 2).join(" ");
}

async function cannon(shop: TestShop, name: string, paths: readonly string[]): Promise<void> {
  const requests = paths.map((path) => ({ path }));
  await autocannon({ url: shop.gatewayUrl, connections, duration: 2, requests });
  const before = await readCpu(shop);
  const {
    latency,
    non2xx,
    errors,
    requests: sent,
    duration,
  } = await autocannon({
    url: shop.gatewayUrl,
    connections,
    duration: seconds,
    requests,
  });
  const cpu = since(before, await readCpu(shop));
  const known = first.get(name) ?? latency;
  first.set(name, known);
  const cells = [
    name,
    Math.round(sent.total / duration),
    latency.p50,
    latency.p99,
    (latency.p99 / Math.max(known.p99, 1)).toFixed(1),
    non2xx + errors,
    microsOf({ cpu, requests: sent.total }),
  ];
  say(`| ${cells.join(" | ")} |`);
}

/** The search follows what was written. One of the last products is on sale. */
async function untilFound({ nobody }: TestShop, size: number): Promise<void> {
  const last = [1, 2, 3, 4, 5].map((back) => `MADE-${size - back}-`);
  for (let left = 600; left > 0; left -= 1) {
    for (const q of last) {
      const { body } = await nobody.listProducts({ query: { q, limit: "1" } });
      if (body.items.length > 0) return;
    }
    await pause(500);
  }
  throw new Error(`The search does not find ${last.join(", ")}`);
}

async function megabytesOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
