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

test("a claim that comes after a step stands behind it, also in time", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  const { body: order } = await guest.placeOrder({ body: anOrder(), headers: newKey() });
  const later = new Date(Date.now() + 60_000);
  await shop.orders.updateOne({ _id: order.id }, { $set: { updatedAt: later } });
  await alice.claimCart({ body: { guestToken } });
  const row = await shop.orders.findOne({ _id: order.id });
  expect(row).toMatchObject({ updatedAt: later, timeline: [{}, { type: "order.claimed", at: later }] });
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

test("whoever orders as a guest, signs in and sends the order once more has ordered once", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  const headers = newKey();
  const { body: order } = await guest.placeOrder({ body: anOrder(), headers });
  const { body: unheard } = await guest.placeOrder({ body: anOrder(), headers: newKey() });
  // Its answer was lost.
  const lost = { $unset: { answer: 1 }, $set: { ownedUntil: new Date(0) } } as const;
  await shop.orders.updateOne({ _id: unheard.id }, lost);
  const { idempotencyKey = "" } = (await shop.orders.findOne({ _id: unheard.id })) ?? {};
  await alice.claimCart({ body: { guestToken } });
  await alice.claimCart({ body: { guestToken } });
  for (const [id, key] of [
    [order.id, headers],
    [unheard.id, { "idempotency-key": idempotencyKey }],
  ] as const) {
    const again = await alice.placeOrder({ body: anOrder(), headers: key });
    expect([again.status, again.body.id]).toEqual([201, id]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await alice.placeOrder({ body: anOrder(), headers: key })).body).toEqual(again.body);
  }
  const quantity = { lines: [{ sku: order.lines[0]!.sku, quantity: 2 }] };
  const other = await alice.placeOrder({ body: anOrder(quantity), headers });
  expect(other.problem).toMatchObject({ status: 422, code: "idempotency.key_reused", orderId: order.id });
  expect((await alice.listOrders()).body.items).toHaveLength(2);
});

test("a key that both have used stays each one's own", async () => {
  const { guest, alice, guestToken } = await visit(shop);
  const headers = newKey();
  const { body: guests } = await guest.placeOrder({ body: anOrder(), headers });
  const { body: alices } = await alice.placeOrder({ body: anOrder(), headers });
  expect((await alice.claimCart({ body: { guestToken } })).status).toBe(200);
  expect((await alice.placeOrder({ body: anOrder(), headers })).body.id).toBe(alices.id);
  expect((await alice.getOrder({ params: { id: guests.id } })).status).toBe(200);
});
