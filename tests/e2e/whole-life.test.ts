/** An order's whole life, as its customer and the shop's people see it: from a coupon in the cart to the last credit note. */
import { orProblem } from "@shop/client/refusal";
import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, untilFinal, openShop, type Person, type TestShop } from "../test-shop.ts";

let shop: TestShop;
let admin: Person;
beforeAll(async () => {
  shop = await openShop();
  admin = await shop.logIn("admin");
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const soon = { timeout: 20_000, interval: 100 };

test("bought with a coupon, watched live, sent in two parcels, received, partly given back, and in the books", async () => {
  const [cover, cable] = [await shop.sell(5, 2_000), await shop.sell(5, 1_001)];
  const code = `LIFE-${cover.slice(-6)}`.toUpperCase();
  const coupon = { code, kind: "percent", value: 10, totalLimit: 1 } as const;
  expect((await admin.createCoupon({ body: coupon })).status).toBe(201);

  const alice = await shop.customer();
  await alice.addCartLine({ body: { sku: cover, quantity: 2 } });
  await alice.addCartLine({ body: { sku: cable, quantity: 1 } });
  const cart = await alice.setCartCoupon({ body: { code: ` ${code.toLowerCase()} ` } });
  // 10 % of 50.01, half up.
  expect(cart.body).toMatchObject({
    coupon: code,
    subtotal: eur(5_001),
    discount: eur(500),
    total: eur(4_501),
  });

  const { lines: _lines, ...fromCart } = anOrder(cover, { contact: { email: alice.email, name: "Alice" } });
  const placed = await alice.placeOrder({
    body: { ...fromCart, expectedTotal: eur(4_501 + 490) },
    ...newKey(),
    waitS: 5,
  });
  expect(await untilFinal(alice, placed.body.id)).toMatchObject({
    status: "confirmed",
    coupon: code,
    discount: eur(500),
    total: eur(4_991),
  });
  const { id } = placed.body;
  const paid = placed.body.lines.reduce((sum, line) => sum + line.paid.amount, 0);
  expect(paid).toBe(4_501);
  await using story = await watch(alice, id);

  const invoice = async () => (await alice.getInvoice({ params: { id } })).body;
  await expect
    .poll(async () => (await orProblem(alice.getInvoice({ params: { id } }))).status, soon)
    .toBe(200);
  expect((await invoice()).number).toMatch(/^\d{4}-\d+$/);

  const parcel = (lines: { sku: string; quantity: number }[]) =>
    admin.shipOrder({
      params: { id },
      body: { carrier: "DHL", trackingNumber: "0034", lines },
      ...newKey(),
    });
  const first = await parcel([{ sku: cover, quantity: 1 }]);
  expect(first.body).toMatchObject({
    status: "confirmed",
    shipments: [{ lines: [{ sku: cover, quantity: 1 }] }],
  });
  expect(await orProblem(alice.cancelOrder({ params: { id } }))).toMatchObject({ status: 409 });
  const second = await parcel([
    { sku: cover, quantity: 1 },
    { sku: cable, quantity: 1 },
  ]);
  expect(second.body.status).toBe("shipped");
  for (const shipment of second.body.shipments)
    await admin.deliverShipment({ params: { id, shipmentId: shipment.id } });
  expect((await alice.getOrder({ params: { id } })).body.status).toBe("delivered");

  const refund = { lines: [{ sku: cover, quantity: 1 }], restock: true, reason: "Scratched" };
  expect((await admin.refundOrder({ params: { id }, body: refund, ...newKey() })).status).toBe(201);
  const order = async () => (await alice.getOrder({ params: { id } })).body;
  await expect.poll(async () => (await order()).payment.status, soon).toBe("partially_refunded");
  const back = (await order()).payment.refunded.amount;
  expect(back).toBe(Math.ceil((placed.body.lines.find(({ sku }) => sku === cover)?.paid.amount ?? 0) / 2));
  const taken = (await shop.charges(id)).map(({ captured, refunded }) => captured.amount - refunded.amount);
  expect(taken).toEqual([4_991 - back]);
  await expect.poll(async () => (await admin.getStock({ params: { sku: cover } })).body.onHand, soon).toBe(4);
  await expect.poll(async () => (await invoice()).creditNotes, soon).toMatchObject([{ amount: eur(back) }]);

  const today = new Date().toISOString().slice(0, 10);
  const report = async () =>
    (await admin.getSalesReport({ query: { from: today, to: today, by: "day", currency: "EUR" } })).body;
  await expect
    .poll(async () => (await report()).items[0], soon)
    .toMatchObject({
      revenue: eur(4_991),
      orders: 1,
      units: 3,
      refunds: eur(back),
    });

  const told = await story.until("payment.refunded");
  const { body: timeline } = await alice.getTimeline({ params: { id }, query: { limit: "100" } });
  expect(told.map((entry) => entry.type)).toEqual(
    timeline.items.slice(0, told.length).map(({ type }) => type),
  );
  const subjects = async () => (await shop.mailsTo(alice.email)).map(({ subject }) => subject);
  await expect.poll(async () => (await subjects()).length, soon).toBeGreaterThanOrEqual(5);
  const found = await admin.listAllOrders({ query: { email: alice.email.toUpperCase(), sku: cover } });
  expect(found.body.items.map((item) => item.id)).toEqual([id]);
}, 120_000);

const eur = (amount: number) => ({ amount, currency: "EUR" });

/** Alice's page, which hears of every step. */
async function watch({ streamOrder }: Person, id: string) {
  const ended = new AbortController();
  const { body: events } = await streamOrder({ params: { id }, signal: ended.signal });
  const told: TimelineEntry[] = [];
  const reading = (async () => {
    for await (const { data } of events) told.push(data);
  })().catch(() => undefined);
  return {
    until: async (type: string): Promise<readonly TimelineEntry[]> => {
      await expect.poll(() => told.map((entry) => entry.type), soon).toContain(type);
      return told;
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await reading;
    },
  };
}
