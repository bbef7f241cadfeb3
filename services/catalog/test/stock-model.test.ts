/** Random histories of one shelf, each step compared with a model that a child could check. */
import { randomUUID } from "node:crypto";
import { AppError } from "@shop/kit/errors";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adjustStock } from "../src/stock/change-level.ts";
import { expireHold } from "../src/stock/move-reservation.ts";
import { authorised, cancelled, placed, runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

type Model = {
  available: number[];
  held: number[];
  orders: { lines: number[]; state: "held" | "committed" | "released" | "rejected" | undefined }[];
};
type Real = { stock: RunningStock; skus: string[]; orderIds: string[] };

const skuCount = 3;
const orderCount = 4;

const check = async (model: Readonly<Model>, real: Real) => {
  for (const [index, sku] of real.skus.entries()) {
    const [available = 0, held = 0] = [model.available[index], model.held[index]];
    expect(await real.stock.expectConsistent(sku)).toMatchObject({
      available,
      held,
      onHand: available + held,
    });
  }
};

type Step = fc.AsyncCommand<Model, Real>;
const step = (name: string, model: (model: Model) => void, real: (real: Real) => Promise<unknown>): Step => ({
  check: () => true,
  run: async (state, world) => {
    await real(world);
    model(state);
    await check(state, world);
  },
  toString: () => name,
});

const add = (totals: number[], amounts: number[], sign: number): void =>
  amounts.forEach((amount, index) => {
    totals[index] = (totals[index] ?? 0) + sign * amount;
  });

const order = fc.nat(orderCount - 1);
const steps = [
  fc.tuple(order, fc.array(fc.nat(3), { minLength: skuCount, maxLength: skuCount })).map(([index, lines]) =>
    step(
      `placed(${index}, ${lines.join()})`,
      ({ orders, available, held }) => {
        const each = orders[index];
        if (!each || each.state !== undefined || lines.every((quantity) => quantity === 0)) return;
        const isEnough = lines.every((quantity, sku) => quantity <= (available[sku] ?? 0));
        each.state = isEnough ? "held" : "rejected";
        each.lines = lines;
        if (!isEnough) return;
        add(available, lines, -1);
        add(held, lines, 1);
      },
      async ({ skus, orderIds }) => {
        const wanted = skus.flatMap((sku, at) => (lines[at] ? [{ sku, quantity: lines[at] }] : []));
        if (wanted.length > 0) await stock.hear(placed(orderIds[index] ?? "", wanted.toReversed()));
      },
    ),
  ),
  order.map((index) =>
    step(
      `authorised(${index})`,
      ({ orders, held }) => {
        const each = orders[index];
        if (!each) return;
        if (each.state === "held") {
          each.state = "committed";
          add(held, each.lines, -1);
        } else each.state ??= "released";
      },
      ({ orderIds }) => stock.hear(authorised(orderIds[index] ?? "")),
    ),
  ),
  order.map((index) =>
    step(
      `cancelled(${index})`,
      ({ orders, available, held }) => {
        const each = orders[index];
        if (!each || each.state === "rejected") return;
        if (each.state === "held") add(held, each.lines, -1);
        if (each.state === "held" || each.state === "committed") add(available, each.lines, 1);
        each.state = "released";
      },
      ({ orderIds }) => stock.hear(cancelled(orderIds[index] ?? "")),
    ),
  ),
  order.map((index) =>
    step(
      `expired(${index})`,
      ({ orders, available, held }) => {
        const each = orders[index];
        if (each?.state !== "held") return;
        add(held, each.lines, -1);
        add(available, each.lines, 1);
        each.state = "released";
      },
      ({ orderIds }) => expireHold(stock.deps, orderIds[index] ?? ""),
    ),
  ),
  fc
    .tuple(
      fc.nat(skuCount - 1),
      fc.integer({ min: -4, max: 4 }).filter((delta) => delta !== 0),
    )
    .map(([at, delta]) =>
      step(
        `adjusted(${at}, ${delta})`,
        ({ available }) => {
          const now = available[at] ?? 0;
          if (now + delta >= 0) available[at] = now + delta;
        },
        ({ skus }) => {
          const keyed = { caller: "staff", key: randomUUID(), fingerprint: "f" };
          return adjustStock(stock.deps, { sku: skus[at] ?? "", delta, reason: "model", keyed }).catch(
            (error: unknown) => {
              if (!(error instanceof AppError) || error.code !== "stock.insufficient") throw error;
            },
          );
        },
      ),
    ),
];

test("whatever happens to orders and shelves, levels, holds and ledger agree", async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { size: "medium", maxCommands: 25 }), async (commands) => {
      const skus = await stock.skusWith(5, 3, 0);
      const orderIds = Array.from({ length: orderCount }, () => randomUUID());
      const model: Model = {
        available: [5, 3, 0],
        held: [0, 0, 0],
        orders: orderIds.map(() => ({ lines: [], state: undefined })),
      };
      await fc.asyncModelRun(() => ({ model, real: { stock, skus, orderIds } }), commands);
      for (const [index, orderId] of orderIds.entries()) {
        expect((await stock.reservationOf(orderId))?.state).toBe(model.orders[index]?.state);
        await stock.announced(orderId);
      }
    }),
    { numRuns: 25 },
  );
}, 180_000);
