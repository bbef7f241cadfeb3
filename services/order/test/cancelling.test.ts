/** Cancelling an order that something else happens to in the same moment, or has happened to. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Expectation } from "@shop/kit/change";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelOrder } from "../src/orders/cancel-order.ts";
import type { Decision, Order } from "../src/orders/order.ts";
import { stockReserved } from "../src/orders/transitions/stock.ts";
import { placed } from "./placed-order.ts";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const now = new Date("2026-11-21T10:00:01.000Z");
const reader = { id: "customer-1", isStaff: false };

/** One order, replaced by its revision as the database does; before its first replacement `meanwhile` happens to it. */
function cancelling(meanwhile: (order: Order) => Order) {
  let { order } = placed();
  let isFirst = true;
  const deps = {
    orders: {
      lastSaved: () => undefined,
      find: async () => order,
      save: async (before: Order, decision: Decision) => {
        if (isFirst) order = meanwhile(order);
        isFirst = false;
        if (before.revision !== order.revision) return "moved" as const;
        order = decision.order;
        return order;
      },
    },
    watch: { changed: () => undefined },
    now: () => now,
  };
  const cancel = (expected: Expectation) =>
    cancelOrder(deps, { orderId: order.id, reader, expect: expected });
  return { cancel, kept: () => order };
}

const reserve = (order: Order): Order => stockReserved(order, { now })?.order ?? order;
const anyVersion: Expectation = { versions: undefined, isRequired: false };

test("an order that moved on after the client's version was checked is 412, and not cancelled", async () => {
  const { cancel, kept } = cancelling(reserve);
  await expect(cancel({ versions: [1], isRequired: false })).rejects.toMatchObject({
    kind: "precondition_failed",
  });
  expect(kept()).toMatchObject({ state: "authorising", version: 2 });
});

test("without If-Match an order that moved on is cancelled as it is by then", async () => {
  const { cancel } = cancelling(reserve);
  expect(await cancel(anyVersion)).toMatchObject({ state: "compensating", reason: "customer", version: 3 });
});

test("an order that became somebody else's in between is missing for who had it before", async () => {
  const { cancel, kept } = cancelling((order) => ({
    ...order,
    customerId: "bob",
    version: order.version + 1,
    revision: order.revision + 1,
  }));
  await expect(cancel(anyVersion)).rejects.toMatchObject({ code: "order.not_found" });
  expect(kept()).toMatchObject({ state: "placed", customerId: "bob" });
});

test("orders whose stock is reserved while they are cancelled with If-Match: cancelled, or 412 and not cancelled", async () => {
  const alice = await shop.as();
  const race = async () => {
    const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
    const params = { id: order.id };
    const [answer] = await Promise.all([
      alice.cancelOrder({ params, headers: { "If-Match": '"1"' } }),
      shop.reserve(order.id),
    ]);
    if (answer.status === 412) await shop.untilTold(order.id, "payment.authorised");
    else expect(answer.body).toMatchObject({ status: "cancelled", reason: "customer", version: 2 });
    const { body: read } = await alice.getOrder({ params });
    expect(read.status).toBe(answer.status === 412 ? "pending" : "cancelled");
    expect(shop.provider.chargesOf(order.id)).toHaveLength(answer.status === 412 ? 1 : 0);
  };
  await Promise.all(Array.from({ length: 20 }, race));
});

test("orders whose stock is reserved while they are cancelled are cancelled, and no money stays authorised", async () => {
  const alice = await shop.as();
  const race = async () => {
    const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
    const params = { id: order.id };
    const [answer] = await Promise.all([alice.cancelOrder({ params }), shop.reserve(order.id)]);
    expect(answer.body).toMatchObject({ status: "cancelled", reason: "customer" });
    return order.id;
  };
  const orderIds = await Promise.all(Array.from({ length: 20 }, race));
  for (const orderId of orderIds) await shop.untilIs(orderId, "cancelled");
  await shop.restart();
  for (const orderId of orderIds) await shop.untilDone(orderId, "return_money");
  for (const orderId of orderIds)
    expect(shop.provider.chargesOf(orderId).filter(({ status }) => status !== "voided")).toEqual([]);
});

test("If-Match names the newest version: cancelled; a cancelled order and the old one: 412", async () => {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  await shop.catalogSays(catalogEvents.stockRejected, { orderId: order.id, skus: [cover.sku] });
  await shop.untilTold(order.id, "order.cancelled");
  // The mail is a step with a version of its own.
  await shop.untilDone(order.id);
  const params = { id: order.id };
  const { headers } = await alice.getOrder({ params });
  const stale = await alice.cancelOrder({ params, headers: { "If-Match": '"1"' } });
  expect(stale.status).toBe(412);
  const fresh = await alice.cancelOrder({ params, headers: { "If-Match": headers.get("etag") ?? "" } });
  expect(fresh.body).toMatchObject({ status: "cancelled", reason: "out_of_stock" });
});

test("an order whose product is gone can be read, listed and cancelled, and its money goes back", async () => {
  const sku = shop.sells();
  const alice = await shop.as();
  const lines = [{ sku, quantity: 2 }];
  const { body: order } = await alice.placeOrder({ body: anOrder({ lines }), headers: newKey() });
  const params = { id: order.id };
  await shop.authorised(order.id);
  shop.catalog.withdraw(sku);
  expect((await alice.getOrder({ params })).body.lines).toEqual(order.lines);
  expect((await alice.listOrders()).body.items).toMatchObject([{ id: order.id, lines: order.lines }]);
  expect((await alice.cancelOrder({ params })).body).toMatchObject({
    status: "cancelled",
    reason: "customer",
  });
  await shop.untilTold(order.id, "payment.voided");
  expect((await alice.getOrder({ params })).body.payment.status).toBe("voided");
  expect(await shop.announced(order.id)).toContain("order.cancelled");
});
