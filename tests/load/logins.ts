/**
 * What others feel of a storm of logins: `node tests/load/logins.ts --seconds 25 --at-once 200` starts a shop of its own,
 * asks for products and for `/me` evenly: first to warm it up, then while it is calm, then while that many logins are under
 * way all the time.
 */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { requestOf } from "@shop/client/to-request";
import autocannon from "autocannon";
import { api, openShop } from "../test-shop.ts";
import type { StormTimes, StormWanted } from "./login-storm.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "25" },
    rate: { type: "string", default: "40" },
    "at-once": { type: "string", default: "200" },
  },
});
const [seconds, rate, atOnce] = [Number(values.seconds), Number(values.rate), Number(values["at-once"])];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

// Each login comes from an address of its own, as the proxy in front says.
await using shop = await openShop({ env: { CACHE_MB: "0", TRUSTED_PROXY_HOPS: "1" } });
const alice = await shop.logIn("alice");
await shop.sell(10);
const asked = {
  "GET /products": { path: requestOf(api.listProducts, { query: { limit: "20" } }).path, headers: {} },
  "GET /me": { path: requestOf(api.getMe).path, headers: { authorization: `Bearer ${alice.token}` } },
} as const;

say(`${availableParallelism()} cores, Node ${process.version}, ${rate} a second of each, ${seconds} s\n`);
await measure();
const calm = await measure();
const storm = beginStorm();
const during = await measure();
const logins = await storm.end();

say("| what is asked | calm p50, p99 ms | in the storm p50, p99 ms | p99, storm to calm | failed |");
say("| --- | --- | --- | --- | --- |");
for (const [name, before] of calm) {
  const after = during.get(name)!;
  const ratio = (after.p99 / before.p99).toFixed(1);
  say(`| ${name} | ${before.p50}, ${before.p99} | ${after.p50}, ${after.p99} | ${ratio} | ${after.failed} |`);
}
const answers = [...logins].map(([status, times]) => `${status}: ${times.length} (p99 ${p99Of(times)} ms)`);
say(`\nlogins: ${answers.join(", ")}`);

function p99Of(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0);
}

type Figures = { readonly p50: number; readonly p99: number; readonly failed: number };

async function measure(): Promise<ReadonlyMap<string, Figures>> {
  const measured = await Promise.all(
    Object.entries(asked).map(async ([name, { path, headers }]) => {
      const url = shop.gatewayUrl + path;
      const { latency, non2xx, errors } = await autocannon({
        url,
        headers,
        connections: 4,
        overallRate: rate,
        duration: seconds,
      });
      return [name, { p50: latency.p50, p99: latency.p99, failed: non2xx + errors }] as const;
    }),
  );
  return new Map(measured);
}

/** In a thread of its own: what 200 senders take of a processor is no part of what anybody else waits for. */
function beginStorm() {
  const wanted = { url: shop.gatewayUrl, atOnce } satisfies StormWanted;
  const thread = new Worker(new URL("login-storm.ts", import.meta.url), { workerData: wanted });
  return {
    end: async (): Promise<StormTimes> => {
      const told = once(thread, "message");
      thread.postMessage("end", []);
      const [times] = (await told) as [StormTimes];
      return times;
    },
  };
}
