/** Orders that cost nothing: no payment provider hears of them. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** As a coupon for all of it would leave the order. */
async function free() {
  const alice = await shop.as();
  const { id } = (await alice.placeOrder({ body: anOrder(), headers: newKey() })).body;
  await shop.orders.updateOne(
    { _id: id },
    { $set: { total: euros(0), tax: euros(0) }, $inc: { revision: 1 } },
  );
  await shop.authorised(id);
  return { id, alice };
}

test("it is confirmed, and cancelled, and nobody was asked for nothing", async () => {
  const { id, alice } = await free();
  await shop.catalogSays(catalogEvents.stockCommitted, { orderId: id });
  await shop.untilTold(id, "order.confirmed");
  await alice.cancelOrder({ params: { id } });
  await shop.untilTold(id, "payment.voided");
  expect((await alice.getOrder({ params: { id } })).body).toMatchObject({
    status: "cancelled",
    payment: { captured: euros(0), refunded: euros(0) },
  });
  expect([shop.wire.callsOf(id), shop.provider.chargesOf(id)]).toEqual([[], []]);
});
