/**
 * Whether the time of an answer tells if an address has an account. `node tests/load/telltale-times.ts` asks of 200 addresses of
 * each kind, in any order, and of each twice more at once, while the mail that the first one caused is on its way; it ends
 * with 1 when the ranks of two kinds lie apart.
 */
import { randomUUID } from "node:crypto";
import { requestOf } from "@shop/client/to-request";
import type { Sent } from "@shop/client/transport";
import { median, rankDistance } from "@shop/testing/ranks";
import { askRaw } from "../ask-raw.ts";
import { api, openShop } from "../test-shop.ts";

type Kinds = Readonly<Record<string, () => string>>;
const asked = ["first", "again at once", "once more"] as const;
type Times = Readonly<Record<(typeof asked)[number], number[]>>;

const rounds = Number(process.argv[2] ?? 200);
/** Chance makes four standard deviations once in fifteen thousand runs; below 5 ms a network hides the rest. */
const telling = { deviations: 4, ms: 5 };

await using shop = await openShop({
  env: {
    LOGIN_FAILURES_PER_ACCOUNT: "1000000",
    LOGIN_FAILURES_PER_ADDRESS: "1000000",
    LOGIN_FAILURES_OVERALL: "1000000",
  },
});
const password = `${randomUUID()} of the sea`;
const free = () => `${randomUUID()}@example.com`;

const logIn = (email: string) => ask(requestOf(api.logIn, { body: { email, password } }));
const register = (email: string) => ask(requestOf(api.register, { body: { email, password, name: "Ana" } }));
const forget = (email: string) => ask(requestOf(api.forgotPassword, { body: { email } }));
/** As many as are asked of: an address gets few mails an hour, and is less work then. */
const [accounts, pending]: [string[], string[]] = [[], []];
while (accounts.length < rounds) {
  accounts.push((await shop.customer()).email);
  const email = free();
  await register(email);
  pending.push(email);
}

const eachOf = (emails: readonly string[]) => {
  const left = [...emails];
  return () => left.pop() ?? "";
};
const isTold = [
  await compare("login", logIn, {
    "no account": free,
    "a wrong password": eachOf(accounts),
    "not confirmed": eachOf(pending),
    "no address": () => "no address at all",
  }),
  await compare("registering", register, {
    "no account": free,
    "not confirmed": eachOf(pending),
    "an account": eachOf(accounts),
  }),
  await compare("a forgotten password", forget, { "no account": free, "an account": eachOf(accounts) }),
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
async function compare(
  what: string,
  once: (email: string) => Promise<number>,
  kinds: Kinds,
): Promise<boolean> {
  const times = new Map<string, Times>();
  const newTimes = (): Times => ({ first: [], "again at once": [], "once more": [] });
  for (const [kind, email] of inAnyOrder(kinds)) {
    const measured = times.get(kind) ?? newTimes();
    times.set(kind, measured);
    for (const each of asked) measured[each].push(await once(email));
  }
  const told = asked.flatMap((each) =>
    Object.keys(kinds).map((kind, _, [first = ""]) =>
      isApart(`${what}, ${kind}, ${each}`, times.get(first)?.[each], times.get(kind)?.[each]),
    ),
  );
  return told.includes(true);
}

/** Over all of them: were each kind asked once a round, each would mostly come after the others, and feel their mails. */
function inAnyOrder(kinds: Kinds): (readonly [kind: string, email: string])[] {
  return Object.entries(kinds)
    .flatMap(([kind, toEmail]) => Array.from({ length: rounds }, () => [kind, toEmail()] as const))
    .map((turn) => ({ turn, rank: Math.random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ turn }) => turn);
}

function isApart(name: string, first: readonly number[] = [], measured: readonly number[] = []): boolean {
  const apart = rankDistance(first, measured);
  process.stdout.write(`${name}: median ${median(measured).toFixed(1)} ms, ${apart.toFixed(1)} deviations\n`);
  return apart > telling.deviations && Math.abs(median(measured) - median(first)) > telling.ms;
}
