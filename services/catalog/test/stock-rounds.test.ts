/** The last unit, again and again, straight at the use case and through events. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { holdStock } from "../src/stock/move-reservation.ts";
import { placed, runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

/** As many as make a run of minutes when asked for (`STOCK_ROUNDS=1000`), and few otherwise. */
// oxlint-disable-next-line node/no-process-env -- how long a test takes is said from outside
const rounds = Number(process.env["STOCK_ROUNDS"] ?? 5);
const buyers = 200;

/** On a machine so busy that a lease ends before its step, another process goes on with it: all are waited for. */
const holders = async (orders: readonly string[]) => {
  const underway = { _id: { $in: [...orders] }, underway: { $ne: null } };
  await expect.poll(() => stock.reservations.countDocuments(underway), { timeout: 120_000 }).toBe(0);
  const found = await stock.reservations.find({ _id: { $in: [...orders] } }).toArray();
  return found.map(({ state }) => state).toSorted();
};
const oneOf = (count: number) => ["held", ...Array.from({ length: count - 1 }, () => "rejected")];

test(`${rounds} rounds of ${buyers} buyers for the last unit: one each`, { timeout: 3_600_000 }, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const [sku = ""] = await stock.skusWith(1);
    const orders = Array.from({ length: buyers }, () => randomUUID());
    await Promise.all(
      orders.map((orderId) => holdStock(stock.deps, { orderId, lines: [{ sku, quantity: 1 }] })),
    );
    expect(await holders(orders)).toEqual(oneOf(buyers));
    expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 1, available: 0, held: 1 });
  }
});

test("the same through events: one is reserved, all others are told that there is none", async () => {
  for (let round = 0; round < Math.min(rounds, 50); round += 1) {
    const [sku = ""] = await stock.skusWith(1);
    const orders = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(orders.map((orderId) => stock.ear.say(placed(orderId, [{ sku, quantity: 1 }]))));
    const answers = await Promise.all(orders.map((orderId) => stock.ear.eventsOf(orderId, 1)));
    const names = answers.map((events) => events.map(({ name }) => name).join()).toSorted();
    const [rejected, reserved] = [catalogEvents.stockRejected.name, catalogEvents.stockReserved.name];
    expect(names).toEqual([...Array.from({ length: 19 }, () => rejected), reserved]);
    expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 1, available: 0, held: 1 });
  }
}, 600_000);

test("the same SKU twice in an order with one left is refused", async () => {
  const [sku = ""] = await stock.skusWith(1);
  const orderId = randomUUID();
  await stock.hear(
    placed(
      orderId,
      [1, 1].map((quantity) => ({ sku, quantity })),
    ),
  );
  expect(await stock.reservationOf(orderId)).toMatchObject({ state: "rejected", lines: [{ quantity: 2 }] });
  expect(await stock.expectConsistent(sku)).toMatchObject({ available: 1, held: 0 });
});

test("orders that want the same SKUs in opposite orders take all or nothing, and leave nothing half taken", async () => {
  const skus = await stock.skusWith(10, 7, 12);
  const orders = Array.from({ length: 40 }, () => randomUUID());
  await Promise.all(
    orders.map((orderId, index) =>
      stock.hear(
        placed(
          orderId,
          (index % 2 ? skus : skus.toReversed()).map((sku) => ({ sku, quantity: 1 })),
        ),
      ),
    ),
  );
  const states = await holders(orders);
  const held = states.filter((state) => state === "held").length;
  expect(states.filter((state) => state !== "held" && state !== "rejected")).toEqual([]);
  // One that gives back what it took may have been in the way of another: never more than there are, seldom fewer.
  expect(held).toBeLessThanOrEqual(7);
  expect(held).toBeGreaterThan(0);
  for (const sku of skus) expect(await stock.expectConsistent(sku)).toMatchObject({ held });
});

test("a hold that comes too late for its lease takes nothing", async () => {
  const [sku = ""] = await stock.skusWith(3);
  const orderId = randomUUID();
  const late = { sku, quantity: 1, orderId, returnId: orderId, step: "hold" as const, until: new Date() };
  expect(await stock.deps.stock.move(late)).toBe("late");
  expect(await stock.expectConsistent(sku)).toMatchObject({ available: 3, held: 0 });
});
