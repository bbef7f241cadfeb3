import { expect, test } from "vitest";
import { createOrderWatch } from "../src/orders/order-watch.ts";
import type { Order } from "../src/orders/order.ts";
import { placed } from "./placed-order.ts";

const { order } = placed();
const longMs = 60_000;
const watch = createOrderWatch(() => Promise.resolve(undefined), { everyMs: longMs });
const { signal } = new AbortController();

const asked: Order = {
  ...order,
  state: "authorising",
  payment: { ...order.payment, actionUrl: "https://bank.example/3ds" },
};

test.each<[string, Order]>([
  ["is settled", { ...order, state: "confirmed" }],
  ["can only be gone on with by its customer", asked],
])("who waits for an order hears at once that it %s", async (_, told) => {
  const waiting = watch.untilAtRest(order, longMs, signal);
  watch.changed({ ...order, state: "authorising" });
  watch.changed(told);
  expect(await waiting).toEqual(told);
  expect(await watch.untilAtRest(told, longMs, signal)).toEqual(told);
});
