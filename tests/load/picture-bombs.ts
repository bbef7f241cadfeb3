/**
 * What others feel of pictures that are made to hurt: `node tests/load/picture-bombs.ts --seconds 10` starts a shop of its
 * own and asks for products evenly, first while it is calm, then while ten such pictures are being uploaded all the time:
 * one of 144 million pixels in 17 KB, then an SVG of half a kilobyte that would be drawn for hours.
 */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Refused } from "@shop/client/refusal";
import { requestOf } from "@shop/client/to-request";
import autocannon from "autocannon";
import { api, openShop } from "../test-shop.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "10" }, rate: { type: "string", default: "40" } },
});
const [seconds, rate] = [Number(values.seconds), Number(values.rate)];
const atOnce = 10;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await using shop = await openShop({ env: { CACHE_MB: "0" } });
const admin = await shop.logIn("admin");
const { body: product } = await admin.createProduct({
  body: { name: "Kite", variants: [{ sku: "KITE-1", price: { amount: 1999, currency: "EUR" } }] },
});

const fill = '<rect width="40" height="40" opacity=".5"/>'.repeat(5);
const groups = Array.from(
  { length: 9 },
  (_, at) => `<g id="g${at + 1}">${`<use href="#g${at}"/>`.repeat(8)}</g>`,
).join("");
const bombs = {
  "a PNG of 12000 × 12000": await readFile(
    new URL("../../services/catalog/test/pictures/bomb-12000x12000.png", import.meta.url),
  ),
  "an SVG of groups of groups": Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><defs><g id="g0">${fill}</g>${groups}</defs><use href="#g9"/></svg>`,
  ),
};

say(`${availableParallelism()} cores, Node ${process.version}, ${rate} a second, ${seconds} s\n`);
say(
  "| ten at once, all the time | calm p50, p99 ms | meanwhile p50, p99 ms | p99, to calm | failed | uploads |",
);
say("| --- | --- | --- | --- | --- | --- |");
for (const [name, bomb] of Object.entries(bombs)) {
  const before = await measure();
  const storm = createStorm(bomb);
  const after = await measure();
  const statuses = [...(await storm.end())].map(([status, count]) => `${status}: ${count}`).join(", ");
  const ratio = (after.p99 / before.p99).toFixed(1);
  say(
    `| ${name} | ${before.p50}, ${before.p99} | ${after.p50}, ${after.p99} | ${ratio} | ${after.failed} | ${statuses} |`,
  );
}

async function measure() {
  const url = shop.gatewayUrl + requestOf(api.listProducts, { query: { limit: "20" } }).path;
  const { latency, non2xx, errors } = await autocannon({
    url,
    connections: 4,
    overallRate: rate,
    duration: seconds,
  });
  return { p50: latency.p50, p99: latency.p99, failed: non2xx + errors };
}

function statusOf(error: unknown): number {
  if (error instanceof Refused) return error.problem.status;
  throw error;
}

function createStorm(body: Buffer) {
  const statuses = new Map<number, number>();
  const over = new AbortController();
  const upload = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const status = await admin
        .addImage({ params: { id: product.id }, body })
        .then((answer) => answer.status, statusOf);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // Whoever is told that there is too much to do comes again after a second.
      if (status === 503) await pause(1_000);
    }
  };
  const uploading = Promise.all(Array.from({ length: atOnce }, upload));
  return {
    end: async () => {
      over.abort();
      await uploading;
      return statuses;
    },
  };
}
