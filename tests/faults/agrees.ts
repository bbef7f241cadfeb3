import type { Order } from "@shop/contracts/order/orders";
import { expect } from "vitest";
import type { TestShop } from "../test-shop.ts";

/** Money, stock and the ledger of stock all say what the orders say. Each is for one piece of the SKU. */
export async function agrees(
  shop: TestShop,
  orders: readonly Order[],
  sku: string,
  left: number,
): Promise<void> {
  for (const order of orders) {
    const charges = await shop.charges(order.id);
    const kept = charges.reduce((sum, { captured, refunded }) => sum + captured.amount - refunded.amount, 0);
    expect(kept).toBe(order.status === "confirmed" ? order.total.amount : 0);
    expect(charges.filter(({ status }) => status === "authorised")).toEqual([]);
  }
  const staff = await shop.logIn("admin");
  const onHand = left - orders.filter(({ status }) => status === "confirmed").length;
  const stock = async () => (await staff.getStock({ params: { sku } })).body;
  await expect.poll(stock, { timeout: 30_000 }).toMatchObject({ onHand, available: onHand, held: 0 });
  let delta = 0;
  let held = 0;
  for (let cursor: string | undefined; ;) {
    const { items, next } = (await staff.listMovements({ params: { sku }, query: { limit: "100", cursor } }))
      .body;
    delta += items.reduce((sum, row) => sum + row.delta, 0);
    held += items.reduce((sum, row) => sum + row.held, 0);
    if (!next) break;
    cursor = next;
  }
  expect({ delta, held }).toEqual({ delta: onHand, held: 0 });
}
