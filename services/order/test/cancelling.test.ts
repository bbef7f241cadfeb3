/** Cancelling an order that something else happens to in the same moment. */
import { collectionOf } from "@shop/kit/mongo/collections";
import { expect, test } from "vitest";
import { cancelOrder } from "../src/orders/cancel-order.ts";
import type { OrderDeps } from "../src/orders/routes.ts";
import { anOrder, cover, newKey, startOrderService } from "./fixtures.ts";

const nothing = { versions: undefined, isRequired: false };

/** What happens between the first reading of the order and its saving. */
const meanwhile = (deps: OrderDeps, happens: () => Promise<unknown>): OrderDeps => {
  let isFirst = true;
  const save: OrderDeps["orders"]["save"] = async (...change) => {
    if (isFirst) await happens();
    isFirst = false;
    return deps.orders.save(...change);
  };
  return { ...deps, orders: { ...deps.orders, save } };
};

/** Alice's order, whose stock is reserved in the very moment in which it is cancelled. */
async function movingOrder() {
  const shop = await startOrderService();
  const alice = await shop.as("alice");
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  const deps = meanwhile(shop.deps, () =>
    shop.hear("catalog.stock_reserved", { orderId: order.id, expiresAt: "2026-11-21T10:20:00.000Z" }),
  );
  return { alice, deps, orderId: order.id, reader: { id: "alice", isStaff: false } };
}

test("an order that moved on after the client's version was checked is 412, and not cancelled", async () => {
  const { alice, deps, orderId, reader } = await movingOrder();
  const cancelling = cancelOrder(deps, { orderId, reader, expect: { versions: [1], isRequired: false } });
  await expect(cancelling).rejects.toMatchObject({ kind: "precondition_failed" });
  expect((await alice.getOrder({ params: { id: orderId } })).body).toMatchObject({
    status: "pending",
    version: 2,
  });
});

test("without If-Match an order that moved on is cancelled as it is by then", async () => {
  const { deps, orderId, reader } = await movingOrder();
  const cancelled = await cancelOrder(deps, { orderId, reader, expect: nothing });
  expect(cancelled).toMatchObject({ state: "compensating", reason: "customer", version: 3 });
});

test("an order that became somebody else's in between is missing for who had it before", async () => {
  const shop = await startOrderService();
  const alice = await shop.as("alice");
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  const rows = collectionOf<{ _id: string }>(shop.connection, "orders");
  const deps = meanwhile(shop.deps, () =>
    rows.updateOne({ _id: order.id }, { $set: { customerId: "bob" }, $inc: { version: 1, revision: 1 } }),
  );
  const reader = { id: "alice", isStaff: false };
  const cancelling = cancelOrder(deps, { orderId: order.id, reader, expect: nothing });
  await expect(cancelling).rejects.toMatchObject({ code: "order.not_found" });
  const bob = await shop.as("bob");
  expect((await bob.getOrder({ params: { id: order.id } })).body.status).toBe("pending");
});

test("If-Match names the newest version: cancelled; a cancelled order and the old one: 412", async () => {
  const shop = await startOrderService();
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  await shop.hear("catalog.stock_rejected", { orderId: order.id, skus: [cover.sku] });
  const params = { id: order.id };
  const { headers } = await alice.getOrder({ params });
  const stale = await alice.cancelOrder({ params, headers: { "If-Match": '"1"' } });
  expect(stale.status).toBe(412);
  const fresh = await alice.cancelOrder({ params, headers: { "If-Match": headers.get("etag") ?? "" } });
  expect(fresh.body).toMatchObject({ status: "cancelled", reason: "out_of_stock" });
});

test("an order whose product is gone can be read, listed and cancelled, and its money goes back", async () => {
  const quotes = [cover];
  const shop = await startOrderService({ quotes });
  const alice = await shop.as();
  const lines = [{ sku: cover.sku, quantity: 2 }];
  const { body: order } = await alice.placeOrder({ body: anOrder({ lines }), headers: newKey() });
  const params = { id: order.id };
  await shop.hear("catalog.stock_reserved", { orderId: order.id, expiresAt: "2026-11-21T10:20:00.000Z" });
  await shop.settlePayment(order.id);
  quotes.pop();
  expect((await alice.getOrder({ params })).body.lines).toEqual(order.lines);
  expect((await alice.listOrders()).body.items).toMatchObject([{ id: order.id, lines: order.lines }]);
  expect((await alice.cancelOrder({ params })).body).toMatchObject({
    status: "cancelled",
    reason: "customer",
  });
  await shop.settlePayment(order.id);
  expect((await alice.getOrder({ params })).body.payment.status).toBe("voided");
  expect(await shop.announced(order.id)).toContain("order.cancelled");
});
