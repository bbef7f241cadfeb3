/** Parcels: what leaves, what arrives, and what it does to the order. */
import { randomUUID } from "node:crypto";
import { orderEvents } from "@shop/contracts/order/events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { decided, sell } from "./sold-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const some = (sku: string, quantity: number) => [{ sku, quantity }];
const three = () => {
  const [a, b] = [shop.sells(), shop.sells()];
  return { a, b, lines: [...some(a, 2), ...some(b, 1)] };
};

test("a parcel with everything: shipped with its tracking, received: delivered, said again: the same", async () => {
  const order = await sell(shop);
  const shipped = await order.ship({ carrier: "DHL", trackingNumber: "JJD-1" });
  expect(shipped.status).toBe(201);
  expect(shipped.headers.get("etag")).toMatch(`"${shipped.body.version}-`);
  expect(shipped.body).toMatchObject({
    status: "shipped",
    shipments: [{ carrier: "DHL", trackingNumber: "JJD-1", lines: some(cover.sku, 1), deliveredAt: null }],
  });
  const [shipment] = shipped.body.shipments;
  const delivered = await order.deliver(shipment?.id ?? "");
  expect(delivered.body).toMatchObject({
    status: "delivered",
    shipments: [{ deliveredAt: expect.any(String) }],
  });
  const rested = await order.rested();
  const again = await order.deliver(shipment?.id ?? "");
  expect([again.status, again.body]).toEqual([200, rested]);
  expect(await order.read()).toMatchObject({ status: "delivered" });
  expect(await order.timeline()).toEqual(
    expect.arrayContaining(["shipment.sent", "order.shipped", "shipment.delivered", "order.delivered"]),
  );
});

test("part shipments add up: shipped when nothing is left to ship, delivered with the last of them", async () => {
  const { a, b, lines } = three();
  const order = await sell(shop, { lines });
  const first = await order.ship({ lines: some(a, 1) });
  expect(first.body).toMatchObject({ status: "confirmed", shipments: [{ lines: some(a, 1) }] });
  const { body } = await order.ship();
  const [one = "", two = ""] = body.shipments.map(({ id }) => id);
  expect(body.status).toBe("shipped");
  expect(body.shipments[1]?.lines).toEqual([...some(a, 1), ...some(b, 1)]);
  expect((await order.deliver(two)).body.status).toBe("shipped");
  expect((await order.deliver(one)).body.status).toBe("delivered");

  expect(await told(order.id, orderEvents.orderShipped.name)).toMatchObject([
    { shipmentId: one, lines: some(a, 1) },
    { shipmentId: two, lines: [...some(a, 1), ...some(b, 1)] },
  ]);
  expect(await told(order.id, orderEvents.orderDelivered.name)).toMatchObject([
    { lines: [...some(a, 2), ...some(b, 1)] },
  ]);
});

async function told(orderId: string, name: string) {
  const row = await shop.orders.findOne({ _id: orderId });
  const events = await shop.ear.eventsOf(orderId, row?.sequence ?? 0);
  return events.filter((event) => event.name === name).map(({ data }) => data);
}

test("more than was ordered is not shipped, and the answer says of which line", async () => {
  const { a, b, lines } = three();
  const order = await sell(shop, { lines });
  const tooMany = await order.ship({ lines: [...some(b, 1), ...some(a, 2), ...some(a, 1)] });
  expect(tooMany).toMatchObject({
    status: 409,
    problem: { code: "shipment.too_many_units", errors: [{ path: "lines.1.quantity" }] },
  });
  expect((await order.ship({ lines: some("OTHER", 1) })).problem).toMatchObject({
    code: "shipment.too_many_units",
    errors: [{ path: "lines.0.sku", message: "is not in this order" }],
  });
  await order.ship();
  expect(await order.ship()).toMatchObject({ status: 409, problem: { code: "shipment.nothing_left" } });
  expect((await order.read()).shipments).toHaveLength(1);
});

test("an order that is not paid, or was cancelled, is not shipped; nobody's order and parcel are 404", async () => {
  const order = await sell(shop);
  const body = { carrier: "DHL", trackingNumber: "1" };
  const { body: pending } = await order.alice.placeOrder({ body: anOrder(), headers: newKey() });
  const early = await order.staff.shipOrder({ params: { id: pending.id }, body, headers: newKey() });
  expect(early).toMatchObject({ status: 409, problem: { code: "shipment.not_confirmed" } });
  await order.alice.cancelOrder({ params: order.params });
  expect((await order.ship()).problem?.code).toBe("shipment.not_confirmed");
  expect((await order.deliver(randomUUID())).problem?.code).toBe("shipment.not_found");
  const unknown = await order.staff.shipOrder({ params: { id: "nobody" }, body, headers: newKey() });
  expect(unknown).toMatchObject({ status: 404, problem: { code: "order.not_found" } });
});

test("only staff says what was shipped, and every bad word is refused with its path", async () => {
  const order = await sell(shop);
  const body = { carrier: "DHL", trackingNumber: "1" };
  const { params, staff, alice } = order;
  expect((await alice.shipOrder({ params, body, headers: newKey() })).status).toBe(403);
  expect((await alice.deliverShipment({ params: { ...params, shipmentId: "1" } })).status).toBe(403);
  expect((await staff.shipOrder({ params, body, headers: {} })).problem?.code).toBe(
    "idempotency.key_required",
  );
  const bad: [object, string][] = [
    [{ carrier: undefined }, "carrier"],
    [{ carrier: " \u200b" }, "carrier"],
    [{ trackingNumber: "1\n2" }, "trackingNumber"],
    [{ trackingNumber: "1".repeat(101) }, "trackingNumber"],
    [{ lines: [] }, "lines"],
    [{ lines: some(cover.sku, 0) }, "lines.0.quantity"],
    [{ lines: some(cover.sku, 1.5) }, "lines.0.quantity"],
    [{ lines: [{ sku: "$ne", quantity: 1 }] }, "lines.0.sku"],
    [{ lines: { $gt: "" } }, "lines"],
  ];
  for (const [change, path] of bad) {
    const answer = await staff.shipOrder({
      params,
      body: { ...body, ...change } as never,
      headers: newKey(),
    });
    const paths = (answer.problem?.["errors"] as { path: string }[] | undefined)?.map((error) => error.path);
    expect([change, answer.status, paths?.[0]]).toEqual([change, 400, expect.stringContaining(path)]);
  }
  expect((await order.read()).shipments).toEqual([]);
});

test("the same key again is the same parcel; with another body 422; a refusal leaves the key unused", async () => {
  const { a, lines } = three();
  const order = await sell(shop, { lines });
  const headers = newKey();
  expect((await order.ship({ lines: some(a, 3) }, headers)).status).toBe(409);
  const answers = await Promise.all([1, 2, 3].map(() => order.ship({ lines: some(a, 1) }, headers)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect((await order.ship({ lines: some(a, 2) }, headers)).status).toBe(422);
  expect((await order.read()).shipments).toHaveLength(1);
});

test("40 parcels at once for one unit each of 25: 25 leave, and If-Match of an old version is 412", async () => {
  const sku = shop.sells();
  const order = await sell(shop, { lines: some(sku, 25) });
  const { version } = await order.read();
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => {
      const headers = newKey();
      return decided(() => order.ship({ lines: some(sku, 1) }, headers));
    }),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(25);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(15);
  const { status, shipments } = await order.read();
  expect([status, shipments.length]).toEqual(["shipped", 25]);
  const stale = await order.ship({}, { ...newKey(), "If-Match": `"${version}"` });
  expect(stale.status).toBe(412);
});

test("a customer whose parcel has left is told that it is too late to cancel, and is cancelled never", async () => {
  const order = await sell(shop, { lines: some(shop.sells(), 2) });
  await order.ship({ lines: some((await order.read()).lines[0]?.sku ?? "", 1) });
  const answer = await order.alice.cancelOrder({ params: order.params });
  expect(answer).toMatchObject({ status: 409, problem: { code: "order.too_late" } });
  expect(await order.read()).toMatchObject({ status: "confirmed", payment: { status: "captured" } });
});

test("20 orders that are shipped and cancelled in the same moment: shipped or cancelled, never both", async () => {
  const race = async () => {
    const order = await sell(shop);
    const [shipped, cancelled] = await Promise.all([
      order.ship(),
      order.alice.cancelOrder({ params: order.params }),
    ]);
    expect([
      [201, 409],
      [409, 200],
    ]).toContainEqual([shipped.status, cancelled.status]);
    const { status, shipments } = await order.read();
    expect(shipments).toHaveLength(status === "cancelled" ? 0 : 1);
  };
  await Promise.all(Array.from({ length: 20 }, race));
});

test("mails are owed for each parcel at once, and an invitation to review some days after the last", async () => {
  const order = await sell(shop);
  const { body } = await order.ship();
  const [shipment] = body.shipments;
  await shop.untilTold(order.id, "mail.sent");
  await order.deliver(shipment?.id ?? "");
  const owed = (await shop.owed(order.id)).find(({ id }) => id === "mail:review_invitation");
  const inDays = ((owed?.dueAt.getTime() ?? 0) - Date.now()) / (24 * 60 * 60_000);
  expect(inDays).toBeGreaterThan(6.9);
  expect(inDays).toBeLessThan(7.1);
});
