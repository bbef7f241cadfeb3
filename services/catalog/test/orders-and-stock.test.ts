/** What orders hold outlives what staff does to levels and products meanwhile. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct } from "./running-catalog.ts";
import { authorised, cancelled, placed, runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

const headers = { "if-match": "*" };

test("a count below what orders hold is refused, and the order still gets its goods", async () => {
  const [sku = ""] = await stock.skusWith(5);
  await stock.hear(placed("held", [{ sku, quantity: 4 }]));
  const params = { sku };
  const insufficient = { status: 409, problem: { code: "stock.insufficient" } };
  expect(await stock.staff.setStock({ params, headers, body: { onHand: 2 } })).toMatchObject(insufficient);
  const adjust = (delta: number) => {
    const key = { "idempotency-key": randomUUID() };
    return stock.staff.adjustStock({ params, headers: key, body: { delta, reason: "counted" } });
  };
  expect(await adjust(-2)).toMatchObject(insufficient);
  expect((await adjust(-1)).body).toMatchObject({ onHand: 4, available: 0, held: 4 });
  await stock.hear(authorised("held"));
  expect(await stock.reservationOf("held")).toMatchObject({ state: "committed" });
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 0, available: 0, held: 0 });
});

test.each(["held", "paid"])(
  "an order that is %s when its product is removed gives all back, to whoever sells the SKU next",
  async (state) => {
    const [sku = ""] = await stock.skusWith(5);
    const orderId = `${state}-${sku}`;
    await stock.hear(placed(orderId, [{ sku, quantity: 2 }]));
    if (state === "paid") await stock.hear(authorised(orderId));
    const { productId } = await stock.levelOf(sku);
    const removed = await stock.staff.removeProduct({ params: { id: productId ?? "" }, headers });
    expect(removed.status).toBe(204);
    await stock.hear(cancelled(orderId));
    expect(await stock.levelOf(sku)).toMatchObject({ productId: null, onHand: 5, available: 5, held: 0 });
    const id = `next-${sku}`;
    const variants = [{ sku, options: {}, price: euros(1), stock: 99 }];
    const { body } = await stock.staff.importProducts({
      body: JSON.stringify({ ...aProduct({ id }), variants }),
    });
    expect(body.created).toBe(1);
    expect(await stock.expectConsistent(sku)).toMatchObject({ productId: id, onHand: 5, available: 5 });
  },
);

test("goods that come back on top of a full shelf are taken", async () => {
  const [sku = ""] = await stock.skusWith(5);
  await stock.hear(placed("full", [{ sku, quantity: 5 }]));
  await stock.hear(authorised("full"));
  const counted = await stock.staff.setStock({ params: { sku }, headers, body: { onHand: 1_000_000_000 } });
  expect(counted.status).toBe(200);
  await stock.hear(cancelled("full"));
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 1_000_000_005, held: 0 });
});
