import { expect, test } from "vitest";
import { LineRequest } from "./carts.ts";
import { OrderRequest } from "./orders.ts";

const order = {
  contact: { email: "alice@example.com", name: "Alice" },
  shippingAddress: { name: "Alice", line1: "Main St 1", city: "Doha", country: "QA" },
  shippingMethod: "standard",
  payment: { method: "card", token: "tok_ok" },
};
const isOrder = (changes: object) => OrderRequest.safeParse({ ...order, ...changes }).success;

test("1 to 99 of one SKU are a line, and 1 to 100 lines an order", () => {
  const isLine = (quantity: number) => LineRequest.safeParse({ sku: "A", quantity }).success;
  expect([0, 1, 99, 100].map(isLine)).toEqual([false, true, true, false]);
  const lines = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ sku: `A-${index}`, quantity: 1 }));
  expect([0, 1, 100, 101].map((count) => isOrder({ lines: lines(count) }))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("what is expected to be paid may be as much as an order can be, to the cent", () => {
  const expected = (amount: number) => isOrder({ expectedTotal: { amount, currency: "EUR" } });
  expect([0, 1_000_000_000_000, 1_000_000_000_001, 0.5, -1].map(expected)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
