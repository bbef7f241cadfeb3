/** One run: people shop, processes and servers are killed, all comes back, and the books are compared. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createWriteStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openShop, type TestShop } from "../test-shop.ts";
import { findUnrest, hastenRetries, readBooks, type Books } from "./books.ts";
import { callWitness } from "./witness.ts";
import { createBuyers } from "./buyers.ts";
import type { Goods } from "./choices.ts";
import { compare } from "./check.ts";
import { isAcked, openHistory, type History } from "./history.ts";
import { startNemesis, type Nemesis } from "./nemesis.ts";

export type Plan = {
  readonly seed: number;
  /** Shopping ends when so many were acknowledged. */
  readonly orders: number;
  readonly buyers?: number;
  /** Orders that are not final by then end by themselves; holds live a minute longer. */
  readonly deadlineMinutes?: number;
};

export type Report = {
  readonly plan: Required<Plan>;
  readonly seconds: number;
  readonly history: Pick<History, "intents" | "faults" | "troubles">;
  readonly books: Books;
  readonly done: Nemesis["done"];
  readonly planned: number;
  /** By invariant, what is wrong; all of them are empty when the shop is right. */
  readonly violations: Readonly<Record<string, readonly string[]>>;
  /** The clients' log, the shop's and the books; kept when something is wrong. */
  readonly folder: string;
};

const settleMs = 180_000;

export async function runChaos(
  { seed, orders, buyers = 24, deadlineMinutes = 10 }: Plan,
  say: (line: string) => void,
): Promise<Report> {
  const plan = { seed, orders, buyers, deadlineMinutes };
  const folder = await mkdtemp(join(tmpdir(), `chaos-${seed}-`));
  const shopLog = createWriteStream(join(folder, "shop.log"));
  await using shop = await openShop({
    onLine: (name, line) => shopLog.write(`${name} ${line}\n`),
    env: { ORDER_DEADLINE_MINUTES: `${deadlineMinutes}`, HOLD_MINUTES: `${deadlineMinutes + 1}` },
  });
  await using history = openHistory(join(folder, "clients.jsonl"));
  await callWitness(shop);
  const { goods, initial } = await fill(shop, orders);
  say(`Seed ${seed}: ${orders} orders, ${buyers} buyers at once; logs in ${folder}`);

  const started = performance.now();
  const acked = () => history.intents.filter(isAcked).length;
  const longestMs = 120_000 + orders * 600;
  const isOver = () => acked() >= orders || performance.now() - started > longestMs;
  const people = createBuyers({ gatewayUrl: shop.gatewayUrl, goods, history, seed });
  const nemesis = startNemesis(shop, seed, say);
  await Promise.all(Array.from({ length: buyers }, (_, index) => people.shop(index, isOver)));
  await nemesis.end();
  const short = acked() < orders ? [`${acked()} of ${orders} orders were acknowledged in time`] : [];
  const seconds = (performance.now() - started) / 1000;

  say(`${Math.round(seconds)} s: no more kills; waiting until everything is back and at rest`);
  const unwell = await heal(shop);
  await people.askAgain();
  const unrest = await untilAtRest(shop, settleMs + deadlineMinutes * 60_000);
  const books = await readBooks(shop);
  const { faults, intents } = history;
  const violations = {
    ...compare({ intents, initial }, books),
    ...faults,
    unwell: [...unwell, ...unrest, ...(await crashed(shop))],
    unproved: [...short, ...missing(nemesis)],
  };
  const report = {
    plan,
    seconds,
    history,
    books,
    done: nemesis.done,
    planned: nemesis.planned(),
    violations,
    folder,
  };
  if (isWrong(report)) await writeFile(join(folder, "books.json"), JSON.stringify(books));
  else await rm(folder, { recursive: true, force: true });
  return report;
}

export const isWrong = ({ violations }: Pick<Report, "violations">): boolean =>
  Object.values(violations).some((list) => list.length > 0);

async function fill(shop: TestShop, orders: number): Promise<{ goods: Goods; initial: Map<string, number> }> {
  const initial = new Map<string, number>();
  const sell = async (stock: number) => {
    const sku = await shop.sell(stock);
    initial.set(sku, stock);
    return sku;
  };
  const hot = await sell(Math.ceil(orders / 12));
  const plenty: string[] = [];
  const last: string[] = [];
  while (plenty.length < 10) plenty.push(await sell(100_000));
  while (last.length < 12) last.push(await sell(1 + (last.length % 3)));
  return { goods: { plenty, hot, last }, initial };
}

/** Everything ready, no breaker open, and one more order goes through: told in words when not. */
async function heal(shop: TestShop): Promise<string[]> {
  for (const name of ["gateway", "catalog", "user", "order"] as const)
    await shop.process(name).waitReady(60_000);
  await hastenRetries(shop);
  const until = performance.now() + 60_000;
  for (;;) {
    const problem = await findIllness(shop);
    if (problem === undefined) return [];
    if (performance.now() > until) return [problem];
    await pause(500);
  }
}

/** A read and a write of each service, through the gateway and its breakers. */
async function findIllness(shop: TestShop): Promise<string | undefined> {
  try {
    const ready = await shop.readiness();
    if (ready.status !== "ok") return `ready: ${JSON.stringify(ready)}`;
    const person = await shop.guest();
    await person.listProducts();
    await person.getPublicKeys();
    await person.getCart();
    await person.emptyCart();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** What is still under way after `timeoutMs`; rest is to be seen twice, a second apart. */
async function untilAtRest(shop: TestShop, timeoutMs: number): Promise<string[]> {
  const deadline = performance.now() + timeoutMs;
  for (let quiet = 0; ;) {
    const unrest = await findUnrest(shop);
    quiet = unrest.length === 0 ? quiet + 1 : 0;
    if (quiet === 2) return [];
    if (performance.now() > deadline) return unrest;
    await pause(1_000);
  }
}

/** Something ended that nobody had killed. */
async function crashed({ failed }: TestShop): Promise<string[]> {
  const reason = await Promise.race([failed, pause(10)]);
  return typeof reason === "string" ? [reason] : [];
}

/** A run whose faults did not happen proves nothing. */
function missing(nemesis: Nemesis): string[] {
  const done = [...nemesis.done.values()].reduce((sum, { kills, stops }) => sum + kills + stops, 0);
  const planned = nemesis.planned();
  return done < 0.95 * planned ? [`${done} of ${planned} faults were done`] : [];
}
