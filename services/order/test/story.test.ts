import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { expect, test } from "vitest";
import { placed } from "./placed-order.ts";
import type { Order } from "../src/orders/order.ts";
import { mail, owed } from "../src/orders/transitions/next.ts";
import { endOf, isMoving } from "../src/timeline/story.ts";

const now = new Date("2026-11-21T10:00:00.000Z");
const { order: fresh } = placed({ now });

const cancelled: Order = { ...fresh, state: "cancelled", owes: [] };
const paid = (status: Order["payment"]["status"]): Pick<Order, "payment"> => ({
  payment: { ...fresh.payment, status },
});

const told = (...types: string[]): TimelineEntry[] =>
  types.map((type, index) => ({ id: String(index), at: "", type, actor: "system", detail: null }));

test("an order that is on its way, or at its customer's, can change", () => {
  for (const state of ["placed", "authorising", "payment_unknown", "confirmed", "compensating"] as const)
    expect(endOf({ ...fresh, state }, told("order.placed"))).toBeUndefined();
});

test("a cancelled one can not, once its money, its stock and its mail are where they belong", () => {
  const stock = told("stock.reserved", "stock.released");
  for (const status of ["pending", "declined", "voided", "refunded"] as const)
    expect(endOf({ ...cancelled, ...paid(status), isStockBack: true }, stock)).toEqual(now);
  for (const status of ["authorised", "captured", "partially_refunded", "unknown"] as const)
    expect(endOf({ ...cancelled, ...paid(status), isStockBack: true }, stock)).toBeUndefined();
  const free: Order = { ...cancelled, ...paid("captured"), total: { ...fresh.total, amount: 0 } };
  expect(endOf({ ...free, isStockBack: true }, stock)).toEqual(now);
  const owing = [owed("return_money", now), mail("cancelled", now)];
  for (const task of owing)
    expect(endOf({ ...cancelled, isStockBack: true, owes: [task] }, stock)).toBeUndefined();
});

test("stock that was held is waited for, what was refused is not, and of what was never told for a minute", () => {
  expect(endOf(cancelled, told("order.placed", "stock.reserved"))).toBeUndefined();
  expect(endOf(cancelled, told("order.placed", "stock.rejected"))).toEqual(now);
  expect(endOf(cancelled, told("order.placed"))).toEqual(new Date("2026-11-21T10:01:00.000Z"));
});

test("what is due before long moves; a deadline that is far away does not", () => {
  const confirmed: Order = { ...fresh, state: "confirmed", owes: [] };
  const inAWeek = new Date(now.getTime() + 7 * 24 * 60 * 60_000);
  expect(isMoving(fresh, now)).toBe(true);
  expect(isMoving(confirmed, now)).toBe(false);
  expect(isMoving({ ...confirmed, owes: [mail("review_invitation", inAWeek)] }, now)).toBe(false);
  expect(isMoving({ ...confirmed, owes: [mail("confirmation", now)] }, now)).toBe(true);
});
