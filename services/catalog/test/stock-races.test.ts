import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expireHold, holdStock } from "../src/stock/move-reservation.ts";
import { authorised, placed, runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

test("200 orders at once for 100 pieces: 100 hold one, 100 are rejected, nothing is sold twice", async () => {
  const [sku = ""] = await stock.skusWith(100);
  const orders = Array.from({ length: 200 }, () => randomUUID());
  await Promise.all(orders.map((orderId) => stock.hear(placed(orderId, [{ sku, quantity: 1 }]))));
  const states = await Promise.all(
    orders.map(async (orderId) => (await stock.reservationOf(orderId))?.state),
  );
  expect(states.filter((state) => state === "held")).toHaveLength(100);
  expect(states.filter((state) => state === "rejected")).toHaveLength(100);
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 100, available: 0, held: 100 });
  // That there are few may have been told before.
  expect((await stock.announced(sku)).at(-1)).toMatchObject({ data: { available: 0, inStock: false } });
});

test("three replicas that want the same SKU all come through, and sell no more than there is", async () => {
  const [sku = ""] = await stock.skusWith(40);
  await using first = await stock.replica();
  await using second = await stock.replica();
  const replicas = [stock, first, second];
  const orders = Array.from({ length: 60 }, (_, index) => ({
    orderId: randomUUID(),
    deps: (replicas[index % 3] ?? stock).deps,
  }));
  await Promise.all(
    orders.map(({ orderId, deps }) => holdStock(deps, { orderId, lines: [{ sku, quantity: 1 }] })),
  );
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 40, available: 0, held: 40 });
  const announced = await Promise.all(orders.map(({ orderId }) => stock.announced(orderId)));
  const names = announced.map((events) => events.map(({ name }) => name).join());
  expect(names.filter((name) => name === "catalog.stock_reserved")).toHaveLength(40);
  expect(names.filter((name) => name === "catalog.stock_rejected")).toHaveLength(20);
});

test("orders that take the same SKUs in opposite order do not lock each other out", async () => {
  const [a = "", b = ""] = await stock.skusWith(50, 50);
  const orders = Array.from({ length: 60 }, (_, index) => ({
    orderId: randomUUID(),
    lines:
      index % 2 === 0
        ? [a, b].map((sku) => ({ sku, quantity: 1 }))
        : [b, a].map((sku) => ({ sku, quantity: 1 })),
  }));
  await Promise.all(orders.map(({ orderId, lines }) => stock.hear(placed(orderId, lines))));
  expect(await stock.expectConsistent(a)).toMatchObject({ available: 0, held: 50 });
  expect(await stock.expectConsistent(b)).toMatchObject({ available: 0, held: 50 });
});

test("of commit and expiry exactly one wins, 50 times", async () => {
  const [sku = ""] = await stock.skusWith(50);
  const wins = { committed: 0, released: 0 };
  for (let round = 0; round < 50; round += 1) {
    const orderId = randomUUID();
    await stock.hear(placed(orderId, [{ sku, quantity: 1 }]));
    await Promise.all([stock.hear(authorised(orderId)), expireHold(stock.deps, orderId)]);
    const reservation = await stock.reservationOf(orderId);
    const events = (await stock.announced(orderId)).map(({ name }) => name);
    if (reservation?.state === "committed") {
      wins.committed += 1;
      expect(events).toEqual(["catalog.stock_reserved", "catalog.stock_committed"]);
    } else {
      wins.released += 1;
      expect(reservation?.state).toBe("released");
      expect(events).toEqual(["catalog.stock_reserved", "catalog.stock_released", "catalog.stock_rejected"]);
    }
  }
  expect(await stock.expectConsistent(sku)).toMatchObject({ held: 0, onHand: 50 - wins.committed });
});

test("the database itself refuses a level below zero, and one that does not add up", async () => {
  const [sku = ""] = await stock.skusWith(1);
  const update = (change: Record<string, number>) => stock.levels.updateOne({ _id: sku }, { $inc: change });
  await expect(update({ available: -2, held: 2 })).rejects.toMatchObject({ code: 121 });
  await expect(update({ available: 1 })).rejects.toMatchObject({ code: 121 });
});
