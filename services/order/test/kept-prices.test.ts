/** Coupons and their uses, shipping methods and tax rates as they were stored, read by this version. */
import { readFileSync } from "node:fs";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { collectionOf } from "@shop/kit/mongo/collections";
import { euros } from "@shop/contracts/language/values";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
  const text = readFileSync(new URL("kept-rows/2026-11-prices.json", import.meta.url), "utf8");
  const kept = mongoose.mongo.BSON.EJSON.parse(text) as Record<string, { _id: string }[]>;
  const dueAt = new Date(Date.now() + 60 * 60_000);
  for (const [name, rows] of Object.entries(kept))
    await collectionOf<{ _id: string }>(shop.connection, name).insertMany(
      rows.map((row) => ("owes" in row ? { ...row, owes: [{ ...(row.owes as object[])[0], dueAt }] } : row)),
    );
});
afterAll(() => shop[Symbol.asyncDispose]());

test("a kept coupon is shown; its use comes back with its kept order, and is good for another", async () => {
  const [staff, alice] = [await shop.as("staff-1", "staff"), await shop.as("alice", "customer")];
  const params = { code: "kept-10" };
  expect((await staff.getCoupon({ params })).body).toEqual({
    code: "KEPT-10",
    kind: "percent",
    value: 10,
    currency: "EUR",
    startsAt: null,
    endsAt: "2099-01-01T00:00:00.000Z",
    totalLimit: 1,
    perCustomerLimit: 1,
    minimum: 1000,
    active: true,
    used: 1,
    version: 3,
  });
  const body = anOrder({ coupon: "KEPT-10" });
  expect((await alice.placeOrder({ body, headers: newKey() })).problem?.code).toBe("coupon.used_up");
  await alice.cancelOrder({ params: { id: "order-coupon" } });
  expect((await staff.getCoupon({ params })).body.used).toBe(0);
  expect((await alice.placeOrder({ body, headers: newKey() })).body.discount).toEqual(euros(200));
  expect((await staff.getCoupon({ params: { code: "KEPT-GONE" } })).problem?.status).toBe(404);
});

test("a kept order that costs nothing goes on to its end", async () => {
  await shop.reserve("order-free");
  await shop.untilIs("order-free", "committing");
  await shop.catalogSays(catalogEvents.stockCommitted, { orderId: "order-free" });
  await shop.untilTold("order-free", "order.confirmed");
  const row = await shop.orders.findOne({ _id: "order-free" });
  expect(row?.payment).toMatchObject({ status: "captured", captured: euros(0), chargeId: null });
});

test("a kept shipping method and a kept rate are what orders cost", async () => {
  const admin = await shop.as("admin-1", "admin");
  const { body } = await admin.listShippingOffers({ query: { country: "AQ", weight: 1001 } });
  expect(body.items).toMatchObject([{ id: "kept-parcel", price: euros(2000) }]);
  const method = await admin.getShippingMethod({ params: { id: "kept-parcel" } });
  expect(method.body).toMatchObject({ freeAbove: [euros(9900)], version: 2 });
  expect((await admin.getTaxRate({ params: { id: "kept-texas" } })).body).toEqual({
    id: "kept-texas",
    country: "US",
    region: "Texas",
    category: null,
    rate: 825,
    inclusive: false,
    version: 4,
  });
  const shippingAddress = { ...anOrder().shippingAddress, country: "US", region: "TEXAS" };
  const { body: order } = await admin.placeOrder({ body: anOrder({ shippingAddress }), headers: newKey() });
  expect(order).toMatchObject({ tax: euros(205), total: euros(2694) });
});
