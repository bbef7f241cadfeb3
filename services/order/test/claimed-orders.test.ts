/** Orders that were made as a guest, and are an account's now. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { visit } from "./a-visit.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
});
afterAll(() => shop[Symbol.asyncDispose]());

test("a claim is told of, with what has been received by then", async () => {
  const { guest, alice, guestToken, id } = await visit(shop);
  const staff = await shop.as(undefined, "staff");
  const buy = async () => (await guest.placeOrder({ body: anOrder(), headers: newKey() })).body;
  const [received, waiting] = [await buy(), await buy()];
  for (const order of [received, waiting]) await shop.confirmed(order.id);
  const params = { id: received.id };
  const parcel = { carrier: "DHL", trackingNumber: "0034" };
  const { shipments } = (await staff.shipOrder({ params, body: parcel, headers: newKey() })).body;
  await staff.deliverShipment({ params: { ...params, shipmentId: shipments[0]!.id } });

  await alice.claimCart({ body: { guestToken } });
  const claimOf = async (orderId: string) => {
    const { sequence = 0 } = (await shop.orders.findOne({ _id: orderId })) ?? {};
    return (await shop.ear.eventsOf(orderId, sequence)).filter(({ name }) => name === "order.claimed");
  };
  const lines = received.lines.map(({ sku, productId, quantity }) => ({ sku, productId, quantity }));
  expect(await claimOf(received.id)).toMatchObject([{ data: { customerId: id, received: lines } }]);
  expect(await claimOf(waiting.id)).toMatchObject([{ data: { customerId: id, received: [] } }]);
  await alice.claimCart({ body: { guestToken } });
  expect(await claimOf(received.id)).toHaveLength(1);
});

test("an order that is claimed on its way is confirmed as ever, and its key still answers it to whoever made it", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  const headers = newKey();
  const { body: order } = await guest.placeOrder({ body: anOrder(), headers });
  await alice.claimCart({ body: { guestToken } });
  await shop.confirmed(order.id);
  expect((await alice.getOrder({ params: { id: order.id } })).body.status).toBe("confirmed");
  const replayed = await guest.placeOrder({ body: anOrder(), headers });
  expect(replayed.headers.get("idempotency-replayed")).toBe("true");
  expect(replayed.body.id).toBe(order.id);
});
