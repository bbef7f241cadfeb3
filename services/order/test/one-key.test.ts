/** One idempotency key is one intent, whichever of its endpoints a caller first sends it to. */
import { randomUUID } from "node:crypto";
import { orderApi } from "@shop/contracts/order/api";
import { euros } from "@shop/contracts/language/values";
import { createClient, startServer } from "@shop/testing/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { decided, sell } from "./sold-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const euro = { amount: euros(1), reason: "late" };
const parcel = { carrier: "DHL", trackingNumber: "0034" };
const reused = { status: 422, code: "idempotency.key_reused" };

test("a key that has placed an order neither refunds nor ships one, be it the same", async () => {
  const { staff, params } = await sell(shop);
  const headers = newKey();
  const { body: placed } = await staff.placeOrder({ body: anOrder(), headers });
  await shop.confirmed(placed.id);
  for (const id of [params.id, placed.id]) {
    const asked = { params: { id }, headers };
    expect((await staff.refundOrder({ ...asked, body: euro })).problem).toMatchObject(reused);
    expect((await staff.shipOrder({ ...asked, body: parcel })).problem).toMatchObject(reused);
    expect((await staff.getOrder({ params: { id } })).body).toMatchObject({ refunds: [], shipments: [] });
  }
});

test("a key that has refunded or shipped places no order, and goes on answering what it did", async () => {
  const order = await sell(shop);
  for (const ask of [
    (headers: ReturnType<typeof newKey>) => order.refund(euro, headers),
    (headers: ReturnType<typeof newKey>) => order.ship({}, headers),
  ]) {
    const headers = newKey();
    const first = await ask(headers);
    expect((await order.staff.placeOrder({ body: anOrder(), headers })).problem).toMatchObject(reused);
    expect((await ask(headers)).body).toEqual(first.body);
  }
  expect((await order.staff.listOrders()).body.items).toEqual([]);
});

test("an order and a refund at once under one key, at two replicas: one of them is done", async () => {
  await using replica = await shop.replica();
  await using other = await startServer((request, response) => replica.http(request, response));
  const order = await sell(shop, { lines: [{ sku: shop.sells(), quantity: 40 }] });
  const id = randomUUID();
  const here = await shop.as(id, "staff");
  const token = await shop.tokens.tokenFor({ id, role: "staff" });
  const there = createClient(other.url, orderApi, { token });
  const race = async () => {
    const headers = newKey();
    const answers = await Promise.all([
      decided(() => here.placeOrder({ body: anOrder(), headers })),
      decided(() => there.refundOrder({ params: order.params, headers, body: euro })),
    ]);
    const [placed, refunded] = answers.map(({ status }) => status);
    expect([
      [201, 422],
      [422, 201],
    ]).toContainEqual([placed, refunded]);
    return placed === 201 ? "placed" : "refunded";
  };
  const done: string[] = [];
  for (let round = 0; round < 20; round += 1) done.push(await race());
  expect((await order.refunded()).refunds).toHaveLength(done.filter((each) => each === "refunded").length);
  const { items } = (await here.listOrders({ query: { limit: "100" } })).body;
  expect(items).toHaveLength(done.filter((each) => each === "placed").length);
});

test("the key of an order from before keys lay together refunds nothing, and answers that order", async () => {
  const { staff, params } = await sell(shop);
  const headers = newKey();
  const first = await staff.placeOrder({ body: anOrder(), headers });
  await shop.orders.updateOne({ _id: first.body.id }, { $unset: { requests: "" } });
  expect((await staff.refundOrder({ params, headers, body: euro })).problem).toMatchObject(reused);
  expect((await staff.placeOrder({ body: anOrder(), headers })).body).toEqual(first.body);
});
