/** Orders that staff pays back before anything of them was sent. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openStream } from "./event-stream.ts";
import { runOrder, type RunningOrder } from "./running-order.ts";
import { sell, type SoldOrder } from "./sold-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const cancelledOf = async ({ id }: Pick<SoldOrder, "id">) => {
  const row = await shop.orders.findOne({ _id: id });
  const events = await shop.ear.eventsOf(id, row?.sequence ?? 0);
  return events.filter(({ name }) => name === "order.cancelled").map(({ data }) => data);
};

test("what is paid back whole before it was sent is cancelled, leaves staff's list, and its stream ends", async () => {
  const order = await sell(shop, { lines: [{ sku: shop.sells(), quantity: 2 }] });
  const token = await shop.tokens.tokenFor({ id: "staff-who-follows", role: "staff" });
  const stream = await openStream(`${shop.url}/orders/${order.id}/stream`, { token });
  onTestFinished(() => stream[Symbol.asyncDispose]());
  await order.refund();
  expect(await order.refunded()).toMatchObject({
    status: "cancelled",
    reason: "staff",
    payment: { status: "refunded", refunded: order.total },
  });
  const isStill = { query: { status: "confirmed" as const, limit: 100 } };
  expect((await order.staff.listAllOrders(isStill)).body.items.map(({ id }) => id)).not.toContain(order.id);
  expect((await order.ship()).problem?.code).toBe("shipment.not_confirmed");
  expect((await order.refund()).problem?.code).toBe("refund.not_captured");
  // Its units were to stay where they are, and are not put back by its end.
  expect(await cancelledOf(order)).toMatchObject([{ reason: "staff", lines: [] }]);
  await shop.catalogSays(catalogEvents.stockReleased, { orderId: order.id, returned: true });
  await until(() => stream.isOver(), "the stream ends");
  const types = stream.told.map(({ event }) => event);
  expect(types.filter((type) => type === "payment.refunded" || type === "order.cancelled")).toEqual([
    "payment.refunded",
    "order.cancelled",
  ]);
  expect(shop.provider.chargesOf(order.id)[0]).toMatchObject({ status: "refunded", refunded: order.total });
  const { body: invoice } = await order.alice.getInvoice({ params: order.params });
  expect(invoice.creditNotes).toMatchObject([{ amount: order.total }]);
});

test("a sum that is all of the money names no units: they go back on the shelf as of any cancelled order", async () => {
  const order = await sell(shop);
  await order.refund({ amount: order.total });
  expect((await order.refunded()).status).toBe("cancelled");
  const [told] = await cancelledOf(order);
  expect(told).not.toHaveProperty("lines");
});

test("with all its goods paid back and the shipping kept, it is staff's to end", async () => {
  const sku = shop.sells();
  const order = await sell(shop, { lines: [{ sku, quantity: 1 }] });
  await order.refund({ lines: [{ sku, quantity: 1 }] });
  expect(await order.refunded()).toMatchObject({ status: "confirmed", payment: { refunded: euros(1999) } });
  await order.refund({ shipping: true });
  expect(await order.refunded()).toMatchObject({ status: "cancelled", payment: { refunded: order.total } });
});

test("once a parcel has left, paying back all of it cancels nothing", async () => {
  const order = await sell(shop);
  await order.ship();
  await order.refund();
  expect((await order.refunded()).status).toBe("shipped");
  expect(await cancelledOf(order)).toEqual([]);
});
