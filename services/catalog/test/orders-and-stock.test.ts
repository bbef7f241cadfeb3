/** What orders hold outlives what staff does to levels and products meanwhile. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProduct } from "../src/products/create-product.ts";
import { removeProduct } from "../src/products/edit-product.ts";
import { adjustStock, setStock } from "../src/stock/change-level.ts";
import { aProduct } from "./running-catalog.ts";
import { authorised, cancelled, placed, runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

const anyVersion = { versions: "*", isRequired: true } as const;

test("a count below what orders hold is refused, and the order still gets its goods", async () => {
  const [sku = ""] = await stock.skusWith(5);
  await stock.hear(placed("held", [{ sku, quantity: 4 }]));
  const insufficient = expect.objectContaining({ kind: "conflict", code: "stock.insufficient" }) as Error;
  await expect(setStock(stock.deps, { sku, onHand: 2, expect: anyVersion })).rejects.toEqual(insufficient);
  const adjust = (delta: number) => {
    const keyed = { caller: "staff", key: randomUUID(), fingerprint: "x" };
    return adjustStock(stock.deps, { sku, delta, reason: "counted", keyed });
  };
  await expect(adjust(-2)).rejects.toEqual(insufficient);
  expect(await adjust(-1)).toMatchObject({ onHand: 4, available: 0, held: 4 });
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
    await removeProduct(stock.deps, { id: productId ?? "" });
    await stock.hear(cancelled(orderId));
    expect(await stock.levelOf(sku)).toMatchObject({ productId: null, onHand: 5, available: 5, held: 0 });
    const variants = [{ sku, options: {}, price: euros(1) }];
    const { id } = await createProduct(stock.deps, aProduct({ variants }), new Map([[sku, 99]]));
    expect(await stock.expectConsistent(sku)).toMatchObject({ productId: id, onHand: 5, available: 5 });
  },
);

test("goods that come back on top of a full shelf are taken", async () => {
  const [sku = ""] = await stock.skusWith(5);
  await stock.hear(placed("full", [{ sku, quantity: 5 }]));
  await stock.hear(authorised("full"));
  await setStock(stock.deps, { sku, onHand: 1_000_000_000, expect: anyVersion });
  await stock.hear(cancelled("full"));
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 1_000_000_005, held: 0 });
});
