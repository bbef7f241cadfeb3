/** What staff does to orders and to the shop around them is told of, without a word about who buys, and no secret. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { actsBy } from "@shop/testing/acts";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, expiresAt, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { sell } from "./sold-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const any = { "if-match": "*" };

async function somebody(role: "staff" | "admin") {
  const id = randomUUID();
  return { ...(await shop.as(id, role)), id, acts: (count: number) => actsBy(shop.ear, id, count) };
}

test("a parcel leaves and is received, money goes back: one act each, also when it is asked again under its key", async () => {
  const clerk = await somebody("staff");
  const sku = shop.sells();
  const { params } = await sell(shop, { lines: [{ sku, quantity: 2 }] });
  const parcel = { carrier: "DHL", trackingNumber: "0034" };
  const headers = newKey();
  const ship = () => clerk.shipOrder({ params, headers, body: { ...parcel, lines: [{ sku, quantity: 1 }] } });
  const { body: shipped } = await ship();
  expect((await ship()).headers.get("idempotency-replayed")).toBe("true");
  const shipmentId = shipped.shipments[0]?.id ?? "";
  await clerk.deliverShipment({ params: { ...params, shipmentId } });
  const body = { amount: euros(500), reason: "late" };
  await clerk.refundOrder({ params, headers: newKey(), body });
  const acts = await clerk.acts(3);
  expect(acts.map(({ action, object }) => [action, object])).toEqual([
    ["orders.ship", params.id],
    ["orders.deliver", params.id],
    ["orders.refund", params.id],
  ]);
  expect(acts[0]).toMatchObject({
    before: { status: "confirmed", shipments: [], payment: { status: "captured" } },
    after: { shipments: [{ id: shipmentId, lines: [{ sku, quantity: 1 }] }] },
  });
  expect(acts[2]).toMatchObject({
    before: { refunds: [] },
    after: { refunds: [expect.not.objectContaining({ reason: "late" })] },
  });
  expect(JSON.stringify(acts)).not.toMatch(/alice|Main St|10115|Berlin/i);
});

test("an order is cancelled by staff: an act; by its customer: none", async () => {
  const clerk = await somebody("staff");
  const ana = await shop.as("ana");
  const place = async () => {
    const { body } = await ana.placeOrder({ body: anOrder(), headers: newKey() });
    return { id: body.id };
  };
  const [own, theirs] = [await place(), await place()];
  expect((await ana.cancelOrder({ params: own })).status).toBe(200);
  expect((await clerk.cancelOrder({ params: theirs })).status).toBe(200);
  const [act] = await clerk.acts(1);
  expect(act).toMatchObject({
    action: "orders.cancel",
    object: theirs.id,
    before: { status: "pending", reason: null },
    after: { status: "cancelled", reason: "staff" },
  });
  expect(await shop.connection.collection("acts").countDocuments({ actor: "ana" })).toBe(0);
});

test("coupons, shipping methods and tax rates", async () => {
  const boss = await somebody("admin");
  const code = `ACT-${randomUUID().slice(0, 8)}`.toUpperCase();
  await boss.createCoupon({ body: { code, kind: "percent", value: 10 } });
  await boss.updateCoupon({ params: { code: code.toLowerCase() }, body: { value: 20 }, headers: any });
  await boss.removeCoupon({ params: { code }, headers: any });
  const method = { name: "Bike", zones: [], prices: [], days: { min: 1, max: 2 } };
  await boss.createShippingMethod({ body: { ...method, id: "bike" } });
  await boss.updateShippingMethod({ params: { id: "bike" }, body: { name: "Cargo bike" }, headers: any });
  await boss.removeShippingMethod({ params: { id: "bike" }, headers: any });
  const rate = { country: "IS", category: null, rate: 2400, inclusive: true };
  const { id } = (await boss.createTaxRate({ body: rate })).body;
  await boss.updateTaxRate({ params: { id }, body: { rate: 1100 }, headers: any });
  await boss.removeTaxRate({ params: { id }, headers: any });
  const acts = await boss.acts(9);
  expect(acts.map(({ action, object }) => [action, object])).toEqual([
    ["coupons.create", code],
    ["coupons.update", code],
    ["coupons.remove", code],
    ["shipping_methods.create", "bike"],
    ["shipping_methods.update", "bike"],
    ["shipping_methods.remove", "bike"],
    ["tax_rates.create", id],
    ["tax_rates.update", id],
    ["tax_rates.remove", id],
  ]);
  expect(acts).toMatchObject([
    { before: null, after: { code, value: 10, version: 1 } },
    { before: { value: 10, version: 1 }, after: { value: 20, version: 2 } },
    { before: { value: 20, version: 2 }, after: null },
    { before: null, after: { name: "Bike" } },
    { before: { name: "Bike" }, after: { name: "Cargo bike" } },
    { before: { name: "Cargo bike" }, after: null },
    { before: null, after: rate },
    { before: { rate: 2400 }, after: { rate: 1100 } },
    { before: { rate: 1100 }, after: null },
  ]);
});

test("a webhook is registered, gets another secret and is removed; neither a secret nor where exactly it is sent is told", async () => {
  const boss = await somebody("admin");
  const url = "https://93.184.215.14/services/T0/B0/the-token-of-their-address";
  const { body: made } = await boss.createWebhook({ body: { url, events: ["order.confirmed"] } });
  const params = { id: made.id };
  const { body: rotated } = await boss.rotateWebhookSecret({ params });
  await boss.removeWebhook({ params });
  const acts = await boss.acts(3);
  const shown = { id: made.id, events: ["order.confirmed"], origin: "https://93.184.215.14" };
  expect(acts).toMatchObject([
    { action: "webhooks.create", object: made.id, before: null, after: shown },
    { action: "webhooks.rotate_secret", before: { previousSecretUntil: null }, after: shown },
    { action: "webhooks.remove", before: shown, after: null },
  ]);
  expect(acts[1]?.after?.["previousSecretUntil"]).toEqual(expect.any(String));
  const rows = await shop.connection.collection("acts").find({ actor: boss.id }).toArray();
  for (const secret of [made.secret, rotated.secret, "the-token"])
    expect(JSON.stringify([acts, rows])).not.toContain(secret);
});

test("a dead letter is dropped, and all that are dead are redriven: which, and how many", async () => {
  const boss = await somebody("admin");
  await shop.catalogSays(catalogEvents.stockReserved, { orderId: randomUUID(), expiresAt });
  const { id } = await until(async () => (await boss.listOrderDeadLetters()).body.items[0]);
  expect((await boss.dropOrderDeadLetter({ params: { id } })).status).toBe(204);
  expect((await boss.redriveOrderDeadLetters()).status).toBe(202);
  expect(await boss.acts(2)).toMatchObject([
    {
      action: "dead_letters.drop",
      object: id,
      before: { status: "dead", event: "catalog.stock_reserved", reason: "order.not_found" },
      after: null,
    },
    { action: "dead_letters.redrive_all", object: null, before: null, after: { redriven: 0, left: 0 } },
  ]);
});
