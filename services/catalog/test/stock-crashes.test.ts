/**
 * A process is killed at every named point of what it does to stock, between any two of its writes, and stays dead. What
 * it has left is gone on with by another: levels, holds, ledger and reservations agree, no order is stuck, and each heard
 * once what became of it.
 */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Fact } from "@shop/contracts/language/event";
import { afterAll, beforeAll, expect, test } from "vitest";
import { steps } from "../src/stock/step.ts";
import { authorised, cancelled, placed, refunded, runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

const points = [
  ...steps.flatMap((step) => [`stock.${step}.decided`, `stock.${step}.moved`, `stock.${step}`]),
  "stock.told",
  "stock.turned",
  "stock.filed",
];

type Story = {
  readonly facts: (orderId: string, lines: { sku: string; quantity: number }[]) => Fact[];
  readonly state: string;
  readonly events: readonly string[];
  /** Of the second SKU there are none. */
  readonly isShort?: boolean;
  readonly holdMs?: number;
  readonly adjusted?: number;
};

const sold = (orderId: string, lines: { sku: string; quantity: number }[]) => [
  placed(orderId, lines),
  authorised(orderId),
];
const stories: Record<string, Story> = {
  hold: { facts: (id, lines) => [placed(id, lines)], state: "held", events: ["stock_reserved"] },
  reject: {
    facts: (id, lines) => [placed(id, lines)],
    isShort: true,
    state: "rejected",
    events: ["stock_rejected"],
  },
  commit: { facts: sold, state: "committed", events: ["stock_reserved", "stock_committed"] },
  release: {
    facts: (id, lines) => [placed(id, lines), cancelled(id)],
    state: "released",
    events: ["stock_reserved", "stock_released"],
  },
  expire: {
    facts: (id, lines) => [placed(id, lines), ...Array.from({ length: 200 }, () => cancelled(randomUUID()))],
    holdMs: 1,
    state: "released",
    events: ["stock_reserved", "stock_released"],
  },
  return: {
    facts: (id, lines) => [...sold(id, lines), cancelled(id)],
    state: "released",
    events: ["stock_reserved", "stock_committed", "stock_released"],
  },
  restock: {
    facts: (id, lines) => [...sold(id, lines), refunded(id, "refund-1", lines)],
    state: "committed",
    events: ["stock_reserved", "stock_committed", "stock_released"],
  },
  told: { facts: (id) => [authorised(id)], state: "released", events: ["stock_rejected"] },
  turned: { facts: (id, lines) => [placed(id, lines)], state: "held", events: ["stock_reserved"] },
  filed: {
    facts: (id, lines) => [placed(id, lines)],
    adjusted: 64,
    state: "held",
    events: ["stock_reserved"],
  },
};

const storyOf = (point: string): Story => {
  const story = stories[point.split(".")[1] ?? ""];
  if (!story) throw new Error(`Nobody tells how stock comes to ${point}`);
  return story;
};

/** Resolves with the signal that ended the process. */
const runToDeath = (crashAt: string, { facts, holdMs, adjusted }: Story, orderId: string, skus: string[]) =>
  new Promise<string | undefined>((resolve) => {
    const lines = skus.map((sku) => ({ sku, quantity: 2 }));
    const given = {
      config: { ...stock.config, crashAt, ...(holdMs && { holdMs }) },
      facts: facts(orderId, lines),
      adjusted: adjusted ? [{ sku: skus[0], times: adjusted }] : [],
    };
    const program = fileURLToPath(new URL("dying-stock.ts", import.meta.url));
    const child = execFile(process.execPath, [program, JSON.stringify(given)], () =>
      resolve(child.signalCode ?? undefined),
    );
  });

test("killed at any point, another process brings every order to its end", { timeout: 400_000 }, async () => {
  const deaths: { point: string; orderId: string; skus: string[] }[] = [];
  for (const point of points) {
    const story = storyOf(point);
    // Two to hold and none left: what turns the level is told of, too.
    const skus = await stock.skusWith(2, story.isShort ? 0 : 7, 9);
    const orderId = `${point}-${randomUUID().slice(0, 8)}`.replaceAll(".", "-");
    expect([point, await runToDeath(point, story, orderId, skus)]).toEqual([point, "SIGKILL"]);
    deaths.push({ point, orderId, skus });
  }
  for (const { point, orderId, skus } of deaths) {
    const { state, events } = storyOf(point);
    const isAtRest = async () => {
      const row = await stock.reservationOf(orderId);
      const untold = await stock.levels.countDocuments({ _id: { $in: skus }, "owes.kind": "tell" });
      return row?.state === state && !row.underway && untold === 0;
    };
    await expect.poll(isAtRest, { timeout: 60_000, message: `the order of ${point} is ${state}` }).toBe(true);
    for (const sku of skus) await stock.expectConsistent(sku);
    const heard = (await stock.announced(orderId)).map(({ name }) => name.replace("catalog.", ""));
    expect({ point, heard }).toEqual({ point, heard: events });
  }
});
