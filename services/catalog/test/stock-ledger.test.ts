/** The ledger while it is filed, and what proves that it is right. */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listMovements } from "../src/stock/list-movements.ts";
import { authorised, placed, runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

const buy = async (sku: string) => {
  const orderId = randomUUID();
  await stock.hear(placed(orderId, [{ sku, quantity: 1 }]));
  await stock.hear(authorised(orderId));
};

/** Read to the end, as pages. */
async function numbersOf(sku: string): Promise<number[]> {
  const numbers: number[] = [];
  for (let after; ;) {
    const page = await listMovements(stock.deps, { sku, limit: 7, after });
    numbers.push(...page.items.map(({ number }) => number));
    if (!page.next) return numbers;
    after = page.next;
  }
}

test("a ledger that is filed while it is read and grows has no gap and nothing twice", async () => {
  const [sku = ""] = await stock.skusWith(1_000);
  const progress = { isOver: false };
  const selling = Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let count = 0; count < 20; count += 1) await buy(sku);
    }),
  ).finally(() => (progress.isOver = true));
  let reads = 0;
  while (!progress.isOver) {
    const numbers = await numbersOf(sku);
    expect(numbers).toEqual(numbers.map((_, index) => numbers.length - index));
    reads += 1;
  }
  await selling;
  expect(reads).toBeGreaterThan(0);
  const level = await stock.expectConsistent(sku);
  expect(level).toMatchObject({ onHand: 840, movements: 321 });
  expect(level.unfiled?.length ?? 0).toBeLessThan(200);
});

test("a level that is full of movements is filed by whoever meets it", async () => {
  const [sku = ""] = await stock.skusWith(10);
  const at = new Date();
  const turn = (delta: number) => ({ at, type: "adjustment", delta, held: 0, orderId: null, reason: null });
  const unfiled = Array.from({ length: 200 }, (_, index) => turn(index % 2 ? -1 : 1));
  await stock.levels.updateOne({ _id: sku }, {
    $push: { unfiled: { $each: unfiled } },
    $inc: { movements: 200 },
  } as Parameters<typeof stock.levels.updateOne>[1]);
  await buy(sku);
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 9, movements: 203 });
  expect((await stock.levelOf(sku)).unfiled).toHaveLength(2);
});

test("few are announced as few, plenty as plenty, and in between nobody is told", async () => {
  const [sku = ""] = await stock.skusWith(7);
  for (let count = 0; count < 7; count += 1) await buy(sku);
  const events = await stock.announced(sku);
  expect(events.map(({ name }) => name)).toEqual([1, 2].map(() => catalogEvents.stockLevelChanged.name));
  expect(events.map(({ data }) => data)).toMatchObject([
    { available: 5, inStock: true, low: true },
    { available: 0, inStock: false, low: true },
  ]);
});

/** What the command prints, and how it ends. */
const reconcile = () =>
  new Promise<{ code: number | null; out: string }>((resolve) => {
    const program = fileURLToPath(new URL("../src/reconcile-stock.ts", import.meta.url));
    const env = { MONGO_URL: stock.config.mongoUrl, AMQP_URL: stock.config.amqpUrl };
    const child = execFile(process.execPath, [program], { env }, (_error, out) =>
      resolve({ code: child.exitCode, out }),
    );
  });

test("the command that reconciles finds nothing while the shop sells, and every kind of difference", async () => {
  const skus = await stock.skusWith(50, 50, 50, 50);
  const selling = Promise.all(
    skus.map(async (sku) => {
      for (let count = 0; count < 20; count += 1) await buy(sku);
    }),
  );
  expect(await reconcile()).toMatchObject({ code: 0 });
  await selling;
  const [counted = "", stray = "", gone = "", gap = ""] = skus;
  const orderId = randomUUID();
  await stock.hear(placed(orderId, [{ sku: gone, quantity: 2 }]));
  await stock.levels.updateOne({ _id: counted }, { $inc: { onHand: 1, available: 1 } });
  await stock.levels.updateOne({ _id: stray }, { $set: { "holds.nobody": 1 } as never });
  await stock.levels.updateOne({ _id: gone }, { $unset: { [`holds.${orderId}`]: "" } as never });
  await stock.levels.updateOne({ _id: gap }, { $pop: { unfiled: -1 } } as never);
  const { code, out } = await reconcile();
  expect(code).toBe(1);
  for (const line of [
    `${counted}: onHand is 31, the ledger adds up to 30`,
    `${stray}: held is 0, orders hold 1`,
    `${stray}: order nobody holds 1, its reservation says 0`,
    `${gone}: held is 2, orders hold 0`,
    `${gone}: order ${orderId} is to hold 2, its level says 0`,
    `${gap}: 41 movements were made, the ledger has 40`,
    `${gap}: onHand is 30, the ledger adds up to -20`,
  ])
    expect(out).toContain(`${line}\n`);
}, 120_000);
