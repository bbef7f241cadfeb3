/** Units that were refunded come back to the shelf: each once, however their messages arrive. */
import { randomUUID } from "node:crypto";
import { seeded, shuffled } from "@shop/testing/random";
import { afterAll, beforeAll, expect, test } from "vitest";
import { authorised, cancelled, placed, refunded, runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

async function sold(orderId: string, ...quantities: number[]): Promise<string[]> {
  const skus = await stock.skusWith(...quantities.map(() => 10));
  const lines = skus.map((sku, index) => ({ sku, quantity: quantities[index] ?? 0 }));
  await stock.hear(placed(orderId, lines));
  await stock.hear(authorised(orderId));
  return skus;
}

test("a refund with restock puts its units back, is told of, and stands in the ledger as a return", async () => {
  const orderId = randomUUID();
  const [a = "", b = ""] = await sold(orderId, 3, 2);
  const event = refunded(orderId, "first", [{ sku: a, quantity: 2 }]);
  await Promise.all(Array.from({ length: 5 }, () => stock.hear(event)));
  await stock.hear(event);
  expect(await stock.expectConsistent(a)).toMatchObject({ onHand: 9, available: 9, held: 0, returned: {} });
  expect(await stock.expectConsistent(b)).toMatchObject({ onHand: 8 });
  const { items } = (await stock.staff.listMovements({ params: { sku: a } })).body;
  expect(items[0]).toMatchObject({ type: "return", delta: 2, held: 0, orderId, reason: "refunded" });
  const events = await stock.announced(orderId);
  expect(events.at(-1)).toMatchObject({
    name: "catalog.stock_released",
    data: { orderId, returned: true, refundId: "first" },
  });
});

test("a refund without restock, and one of a sum, leave the shelf as it is", async () => {
  const orderId = randomUUID();
  const [sku = ""] = await sold(orderId, 3);
  await stock.hear(refunded(orderId, "kept", [{ sku, quantity: 1 }], false));
  await stock.hear(refunded(orderId, "sum", []));
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 7 });
});

const seed = Math.floor(Math.random() * 2 ** 31);

test(`refunds and a cancellation, each three times and in any order: all came back, none twice (seed ${seed})`, async () => {
  const random = seeded(seed);
  for (let round = 0; round < 15; round += 1) {
    const orderId = randomUUID();
    const [a = "", b = ""] = await sold(orderId, 5, 2);
    const messages = [
      refunded(orderId, "one", [{ sku: a, quantity: 1 }]),
      refunded(orderId, "two", [
        { sku: a, quantity: 2 },
        { sku: b, quantity: 1 },
      ]),
      refunded(orderId, "kept", [{ sku: b, quantity: 1 }], false),
      cancelled(orderId, [{ sku: a, quantity: 2 }]),
    ];
    const all = messages.flatMap((message) => {
      const eventId = randomUUID();
      return Array.from({ length: 3 }, () => ({ message, eventId }));
    });
    for (const { message, eventId } of shuffled(all, all.length, random)) await stock.hear(message, eventId);
    expect(await stock.expectConsistent(a)).toMatchObject({ onHand: 10, available: 10 });
    expect(await stock.expectConsistent(b)).toMatchObject({ onHand: 9, available: 9 });
    expect((await stock.reservationOf(orderId))?.state).toBe("released");
  }
});
