/**
 * Random histories of a cart, its coupon and what is bought with it, each step compared with a model: what the owner is
 * shown, what an order comes to, and how often the coupon is used. `CART_MODEL_SEED=… CART_MODEL_RUNS=…` replays, and
 * tries for longer.
 */
import { randomUUID } from "node:crypto";
import { env } from "node:process";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Real } from "./cart-agrees.ts";
import * as should from "./cart-model.ts";
import type { Model, Thing } from "./cart-model.ts";
import { commands, publish } from "./cart-steps.ts";
import { aCover, runOrder, type RunningOrder } from "./running-order.ts";

const seed = Number(env["CART_MODEL_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(env["CART_MODEL_RUNS"] ?? 12);

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
});
afterAll(() => shop[Symbol.asyncDispose]());

const coupons = fc.record({
  percent: fc.integer({ min: 1, max: 100 }),
  minimum: fc.option(fc.integer({ min: 1, max: 30_000 }), { nil: null }),
  totalLimit: fc.integer({ min: 1, max: 4 }),
  perCustomerLimit: fc.integer({ min: 1, max: 2 }),
});

test(
  `a cart, its coupon and its orders are what their model says (seed ${seed})`,
  { timeout: 60_000 * runs },
  async () => {
    await fc.assert(
      fc.asyncProperty(coupons, commands, async (coupon, all) => {
        const [staff, code] = [
          await shop.as("staff-1", "staff"),
          `M-${randomUUID().slice(0, 8)}`.toUpperCase(),
        ];
        const { percent: value, ...limits } = coupon;
        await staff.createCoupon({ body: { code, kind: "percent", value, ...limits } });
        const things = [1_999, 333, 25].map((EUR): Thing => ({
          sku: aCover().sku,
          prices: { EUR, JPY: EUR * 2 },
          available: 50,
          isOnSale: true,
        }));
        for (const thing of things) publish(shop, thing);
        const real: Real = {
          shop,
          alice: await shop.as(randomUUID(), "customer"),
          bob: await shop.as(randomUUID(), "customer"),
          staff,
        };
        const model: Model = {
          things,
          lines: [],
          currency: "EUR",
          hasCoupon: false,
          version: 0,
          coupon: { ...coupon, code, isActive: true },
          orders: [],
        };
        await fc.asyncModelRun(() => ({ model, real }), all);
        expect((await real.alice.getCart()).body).toMatchObject(should.shown(model, "alice"));
      }),
      // What it takes to find a shorter way to the same failure is minutes; the seed comes back to it.
      { seed, numRuns: runs, endOnFailure: true, verbose: 1 },
    );
  },
);
