import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { placed } from "./placed-order.ts";
import type { Order } from "../src/orders/order.ts";
import { saleOf } from "../src/reports/sale.ts";

const capturedAt = new Date("2026-11-26T12:00:00.000Z");
const { order } = placed();
const confirmed: Order = { ...order, state: "confirmed" };

test("an order whose money was captured is a sale of all that was paid, with shipping", () => {
  expect(saleOf(confirmed, capturedAt)).toEqual({
    currency: "EUR",
    capturedAt,
    revenue: order.total.amount,
    units: 2,
    products: [{ productId: "66432", name: "Phone cover, black", units: 2, revenue: 3998 }],
    refunds: [],
  });
});

test("before its money is captured, and once it is cancelled, it is none", () => {
  expect(saleOf(order, undefined)).toBeUndefined();
  for (const state of ["compensating", "cancelled"] as const)
    expect(saleOf({ ...order, state }, capturedAt)).toBeUndefined();
});

test("variants of a product are counted together, by what was paid for them", () => {
  const [line] = order.lines;
  if (!line) throw new Error("The order has no line");
  const lines = [line, { ...line, sku: "66432-RED", name: "red", quantity: 1, paid: euros(1500) }];
  expect(saleOf({ ...confirmed, lines }, capturedAt)).toMatchObject({
    units: 3,
    products: [{ productId: "66432", name: "Phone cover, black", units: 3, revenue: 5498 }],
  });
});

test("refunds count when they were done, and not before", () => {
  const asked = { amount: euros(500), lines: [], shipping: euros(0), reason: null, createdAt: capturedAt };
  const doneAt = new Date("2026-12-01T00:00:00.000Z");
  const refunds = [
    { ...asked, id: "1", status: "done", doneAt },
    { ...asked, id: "2", status: "pending", doneAt: null },
    { ...asked, id: "3", status: "failed", doneAt: null },
  ] as unknown as Order["refunds"];
  expect(saleOf({ ...confirmed, refunds }, capturedAt)?.refunds).toEqual([{ at: doneAt, amount: 500 }]);
});
