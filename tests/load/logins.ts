/**
 * What others feel of a storm of logins: `node tests/load/logins.ts --seconds 10 --at-once 200` starts a shop of its own,
 * asks for products and for `/me` evenly, first while it is calm, then while that many logins are under way all the time.
 */
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { requestOf } from "@shop/client/to-request";
import autocannon from "autocannon";
import { askRaw } from "../ask-raw.ts";
import { api, openShop } from "../test-shop.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
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
const calm = await measure();
const storm = createStorm();
const during = await measure();
const statuses = await storm.end();

say("| what is asked | calm p50, p99 ms | in the storm p50, p99 ms | p99, storm to calm | failed |");
say("| --- | --- | --- | --- | --- |");
for (const [name, before] of calm) {
  const after = during.get(name)!;
  const ratio = (after.p99 / before.p99).toFixed(1);
  say(`| ${name} | ${before.p50}, ${before.p99} | ${after.p50}, ${after.p99} | ${ratio} | ${after.failed} |`);
}
say(
  `\nlogins: ${[...statuses].map(([status, { count, p99 }]) => `${status}: ${count} (p99 ${p99} ms)`).join(", ")}`,
);

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

function createStorm() {
  const times = new Map<string, number[]>();
  const over = new AbortController();
  const knock = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const startedAt = performance.now();
      const body = { email: `${randomUUID()}@example.com`, password: "wrong password" };
      const sent = requestOf(api.logIn, { body });
      const headers = { ...sent.headers, "x-forwarded-for": anAddress() };
      const answer = await askRaw(shop.gatewayUrl, { ...sent, headers });
      await answer.text();
      const told = answer.headers.has("retry-after") ? `${answer.status} + Retry-After` : `${answer.status}`;
      times.set(told, [...(times.get(told) ?? []), performance.now() - startedAt]);
      // Whoever is refused comes again after a second, as they are told to.
      if (answer.status !== 401) await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  };
  const knocking = Promise.all(Array.from({ length: atOnce }, knock));
  return {
    end: async () => {
      over.abort();
      await knocking;
      return new Map(
        [...times].map(([told, all]) => {
          const sorted = all.toSorted((a, b) => a - b);
          return [
            told,
            { count: all.length, p99: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0) },
          ];
        }),
      );
    },
  };
}

function anAddress(): string {
  const part = () => Math.floor(Math.random() * 256);
  return `10.${part()}.${part()}.${part()}`;
}
