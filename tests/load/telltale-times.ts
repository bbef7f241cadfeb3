/**
 * Whether the time of an answer tells if an address has an account. `node tests/load/telltale-times.ts` asks each kind
 * of question 100 times, in a new order each round, and ends with 1 when the ranks of two kinds lie apart.
 */
import { randomUUID } from "node:crypto";
import { requestOf } from "@shop/client/to-request";
import type { Sent } from "@shop/client/transport";
import { median, rankDistance } from "@shop/testing/ranks";
import { askRaw } from "../ask-raw.ts";
import { api, openShop } from "../test-shop.ts";

const rounds = Number(process.argv[2] ?? 100);
/** Chance makes four standard deviations once in fifteen thousand runs; below 5 ms a network hides the rest. */
const telling = { deviations: 4, ms: 5 };

await using shop = await openShop({
  env: {
    LOGIN_FAILURES_PER_ACCOUNT: "1000000",
    LOGIN_FAILURES_PER_ADDRESS: "1000000",
    LOGIN_FAILURES_OVERALL: "1000000",
  },
});
const account = await shop.customer();
const password = `${randomUUID()} of the sea`;
const free = () => `${randomUUID()}@example.com`;
const pending = { email: free(), password, name: "Ana" };

const logIn = (email: string) => ask(requestOf(api.logIn, { body: { email, password } }));
const register = (email: string) => ask(requestOf(api.register, { body: { email, password, name: "Ana" } }));
await register(pending.email);
const isTold = [
  await compare({
    "login, no account": () => logIn(free()),
    "login, wrong password": () => logIn(account.email),
    "login, not confirmed": () => logIn(pending.email),
    "login, no address": () => logIn("no address at all"),
  }),
  await compare({
    "register, free": () => register(free()),
    "register, pending": () => register(pending.email),
    "register, taken": () => register(account.email),
  }),
].some(Boolean);
process.exitCode = isTold ? 1 : 0;

async function ask(sent: Sent): Promise<number> {
  const startedAt = performance.now();
  const answer = await askRaw(shop.gatewayUrl, sent);
  await answer.text();
  if (answer.status !== 401 && answer.status !== 202)
    throw new Error(`${sent.path} answered ${answer.status}`);
  return performance.now() - startedAt;
}

/** Says what was measured, and answers whether the first kind can be told from another one. */
async function compare(kinds: Readonly<Record<string, () => Promise<number>>>): Promise<boolean> {
  const times = new Map<string, number[]>(Object.keys(kinds).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, once] of Object.entries(kinds).toSorted(() => Math.random() - 0.5))
      times.get(name)?.push(await once());
  const [first = []] = times.values();
  const told = [...times].map(([name, measured]) => {
    const apart = rankDistance(first, measured);
    process.stdout.write(
      `${name}: median ${median(measured).toFixed(1)} ms, ${apart.toFixed(1)} deviations\n`,
    );
    return apart > telling.deviations && Math.abs(median(measured) - median(first)) > telling.ms;
  });
  return told.includes(true);
}
